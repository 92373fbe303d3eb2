"""``/api/wallets/{wallet_id}/balances``: what a wallet held, day by day."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from cointracker_pipeline.domain.amount import render_amount
from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.web.access.visitor import Viewer
from cointracker_pipeline.web.books import Books, Shelf
from cointracker_pipeline.web.protocol.answers import answer_page, path_of_next
from cointracker_pipeline.web.protocol.cursors import make_cursor, read_cursor_with_day
from cointracker_pipeline.web.protocol.formats import find_file_format
from cointracker_pipeline.web.protocol.spooled import answer_file
from cointracker_pipeline.web.reading.daily_balances import DayRow, read_days
from cointracker_pipeline.web.reading.files import export_daily_balances
from cointracker_pipeline.web.reading.own_wallets import require_track
from cointracker_pipeline.web.shapes.balances import BalanceFilters, DailyBalance, DailyBalances
from cointracker_pipeline.web.shapes.problems import FILES, UNCHANGED, problems
from cointracker_pipeline.web.shapes.rendered import worth_text
from cointracker_pipeline.web.shapes.values import WalletId

router = APIRouter(prefix="/api/wallets/{wallet_id}/balances", tags=["balances"])


@router.get("", response_model=DailyBalances, responses=FILES | UNCHANGED | problems(404))
def list_balances(
    request: Request,
    visitor: Viewer,
    pipeline: Books,
    shelf: Shelf,
    wallet_id: Annotated[WalletId, Path()],
    filters: Annotated[BalanceFilters, Query()],
) -> Response:
    """List what one of your wallets held at the end of each day on which it moved, the newest first."""
    wallet = require_track(pipeline, visitor.person.person_id, wallet_id).wallet
    before, *_ = read_cursor_with_day(filters.cursor, "balances") or (date.max,)
    since, until = filters.since, filters.until
    if form := find_file_format(request):
        return answer_file(
            *(request, pipeline.settings.exports, "balances", form),
            lambda path: export_daily_balances(pipeline, wallet.wallet_id, form, path, since, until),
        )
    chain = pipeline.chains[wallet.chain]
    with shelf.connection() as connection:
        rows = read_days(connection, chain, wallet.wallet_id, filters.limit + 1, before, since, until)
    shown = rows[: filters.limit]
    cursor = make_cursor("balances", shown[-1].day.isoformat()) if len(rows) > filters.limit else None
    items = [_make(chain, one) for one in shown]
    return answer_page(request, DailyBalances(items=items, next=path_of_next(request, cursor)))


def _make(chain: Blockchain, one: DayRow) -> DailyBalance:
    return DailyBalance(
        day=one.day,
        balance=str(one.balance),
        balance_coins=render_amount(one.balance, chain.decimals),
        balance_change=str(one.balance_change),
        transaction_count=one.transaction_count,
        symbol=chain.symbol,
        price=worth_text(one.price),
        worth=worth_text(one.worth),
    )
