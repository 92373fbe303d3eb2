"""``/api/transactions`` and ``/api/wallets/{wallet_id}/transactions``: what came and went."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from types import NoneType
from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from cointracker_pipeline.domain.amount import render_amount
from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.storage.warehouse import RowKey, Sought
from cointracker_pipeline.web.access.visitor import Viewer
from cointracker_pipeline.web.books import Books, Shelf
from cointracker_pipeline.web.protocol.answers import answer_page, path_of_next
from cointracker_pipeline.web.protocol.cursors import make_cursor, read_cursor
from cointracker_pipeline.web.protocol.formats import find_file_format
from cointracker_pipeline.web.protocol.spooled import answer_file
from cointracker_pipeline.web.reading.files import export_transactions
from cointracker_pipeline.web.reading.own_wallets import find_own_ids, require_track
from cointracker_pipeline.web.reading.transactions import Place, PricedRow, read_all_rows, read_wallet_rows
from cointracker_pipeline.web.shapes.problems import FILES, UNCHANGED, problems
from cointracker_pipeline.web.shapes.rendered import at_utc, worth_text
from cointracker_pipeline.web.shapes.transactions import (
    Transaction,
    TransactionFilters,
    Transactions,
    WalletTransactionFilters,
)
from cointracker_pipeline.web.shapes.values import WalletId

router = APIRouter(prefix="/api", tags=["transactions"])

_LAST_DAY = date(9999, 1, 1)
"""Days after this one have no day after them that a database knows."""


@router.get("/transactions", response_model=Transactions, responses=FILES | UNCHANGED | problems())
def list_transactions(
    request: Request, visitor: Viewer, pipeline: Books, shelf: Shelf, filters: Annotated[TransactionFilters, Query()]
) -> Response:
    """List the confirmed transactions of all your wallets: whoever reads on from `next` later misses none."""
    person_id = visitor.person.person_id
    ids = find_own_ids(pipeline, person_id, filters.wallet_id, filters.chain, filters.tag)
    sought = Sought(first_day=filters.since, last_day=_clamp(filters.until))
    after = _read_place(filters.cursor)
    if form := find_file_format(request):
        return answer_file(
            *(request, pipeline.settings.exports, "transactions", form),
            lambda path: export_transactions(pipeline, ids, form, path, sought),
        )
    with shelf.connection() as connection:
        rows = read_all_rows(connection, pipeline.chains, ids, filters.limit + 1, after, sought)
    return _answer(request, pipeline.chains, rows, filters.limit, _place_cursor)


@router.get(
    "/wallets/{wallet_id}/transactions",
    response_model=Transactions,
    responses=FILES | UNCHANGED | problems(404),
)
def list_wallet_transactions(
    request: Request,
    visitor: Viewer,
    pipeline: Books,
    shelf: Shelf,
    wallet_id: Annotated[WalletId, Path()],
    filters: Annotated[WalletTransactionFilters, Query()],
) -> Response:
    """List the transactions of one of your wallets, unconfirmed ones first; a file has the confirmed ones."""
    wallet = require_track(pipeline, visitor.person.person_id, wallet_id).wallet
    sought = Sought(filters.direction, filters.since, _clamp(filters.until), hash_prefix=filters.tx_hash)
    after = _read_row_key(filters.cursor)
    if form := find_file_format(request):
        return answer_file(
            *(request, pipeline.settings.exports, "transactions", form),
            lambda path: export_transactions(pipeline, [wallet.wallet_id], form, path, sought),
        )
    with shelf.connection() as connection:
        rows = read_wallet_rows(connection, pipeline.chains, wallet, filters.limit + 1, after, sought)
    return _answer(request, pipeline.chains, rows, filters.limit, _row_cursor)


def _answer(
    request: Request,
    chains: Mapping[str, Blockchain],
    rows: Sequence[PricedRow],
    limit: int,
    cursor_of: Callable[[PricedRow], str],
) -> Response:
    shown = rows[:limit]
    cursor = cursor_of(shown[-1]) if len(rows) > limit else None
    items = [_make(chains[one.chain], one) for one in shown]
    return answer_page(request, Transactions(items=items, next=path_of_next(request, cursor)))


def _make(chain: Blockchain, one: PricedRow) -> Transaction:
    return Transaction(
        wallet_id=one.wallet_id,
        chain=one.chain,
        tx_hash=one.tx_hash,
        part=one.part,
        block_height=one.block_height,
        block_time=at_utc(one.block_time),
        balance_change=str(one.balance_change),
        balance_change_coins=render_amount(one.balance_change, chain.decimals),
        symbol=chain.symbol,
        exact=one.exact,
        price=worth_text(one.price),
        worth=worth_text(one.worth),
    )


def _clamp(day: date | None) -> date | None:
    return day and min(day, _LAST_DAY)


def _place_cursor(one: PricedRow) -> str:
    return make_cursor("transactions", one.wallet_id, one.block_height, one.tx_hash, one.part)


def _read_place(cursor: str | None) -> Place | None:
    if cursor is None:
        return None
    wallet_id, height, tx_hash, part = read_cursor(cursor, "transactions", str, int, str, str)
    return str(wallet_id), int(str(height)), str(tx_hash), str(part)


def _row_cursor(one: PricedRow) -> str:
    return make_cursor("wallet-transactions", one.block_height, one.tx_hash, one.part)


def _read_row_key(cursor: str | None) -> RowKey | None:
    if cursor is None:
        return None
    height, tx_hash, part = read_cursor(cursor, "wallet-transactions", (int, NoneType), str, str)
    return RowKey(None if height is None else int(height), str(tx_hash), str(part))
