"""``/api/portfolio``: what the wallets of whoever asks hold together."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from cointracker_pipeline.domain.amount import render_amount
from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.domain.token_amount import render_token_amount
from cointracker_pipeline.storage.registry.portfolios import HeldPart
from cointracker_pipeline.web.access.visitor import Viewer
from cointracker_pipeline.web.books import Books, Shelf
from cointracker_pipeline.web.protocol.answers import answer_one
from cointracker_pipeline.web.protocol.formats import find_file_format
from cointracker_pipeline.web.protocol.spooled import answer_file
from cointracker_pipeline.web.protocol.tables import write_table
from cointracker_pipeline.web.reading.portfolio import sum_known
from cointracker_pipeline.web.reading.token_holdings import HeldToken as Held
from cointracker_pipeline.web.reading.token_holdings import read_held_tokens
from cointracker_pipeline.web.shapes.portfolio import HeldRow, HeldToken, Holding, Portfolio, PortfolioFilters
from cointracker_pipeline.web.shapes.problems import FILES, UNCHANGED, problems
from cointracker_pipeline.web.shapes.rendered import cents_text

router = APIRouter(prefix="/api/portfolio", tags=["portfolio"])


@router.get("", response_model=Portfolio, responses=FILES | UNCHANGED | problems())
def show_portfolio(
    request: Request, visitor: Viewer, pipeline: Books, shelf: Shelf, filters: Annotated[PortfolioFilters, Query()]
) -> Response:
    """Return what your synced wallets hold, by chain and by token, and its worth; a file has a row for each."""
    person_id = visitor.person.person_id
    held = pipeline.registry.sum_by_chain(person_id, filters.tag)
    tokens = [_make_token(one) for one in read_held_tokens(pipeline, shelf, person_id, filters.tag)]
    chains = [_make_chain(pipeline.chains, one) for one in held if one.synced]
    if form := find_file_format(request):
        rows = [*map(_make_coin_row, chains), *map(_make_token_row, tokens)]
        return answer_file(
            *(request, pipeline.settings.exports, "portfolio", form),
            lambda path: write_table(path, form, HeldRow, [rows]),
        )
    portfolio = Portfolio(
        worth=cents_text(sum_known(one.known_worth for one in held)),
        wallets=sum(one.synced for one in held),
        unpriced_wallets=sum(one.unpriced for one in held),
        unpriced_chains=[one.chain for one in held if one.unpriced],
        unsynced_wallets=sum(one.wallets - one.synced for one in held),
        chains=chains,
        tokens=tokens,
    )
    return answer_one(request, portfolio)


def _make_chain(chains: Mapping[str, Blockchain], one: HeldPart) -> Holding:
    chain = chains[one.chain]
    return Holding(
        chain=one.chain,
        symbol=chain.symbol,
        wallets=one.synced,
        proven_wallets=one.proven,
        balance=str(one.balance),
        balance_coins=render_amount(one.balance, chain.decimals),
        pending=str(one.pending),
        worth=cents_text(one.known_worth),
        transaction_count=one.transaction_count,
    )


def _make_token(one: Held) -> HeldToken:
    return HeldToken(
        chain=one.chain,
        token_address=one.token_address,
        symbol=one.symbol,
        name=one.name,
        decimals=one.decimals,
        wallets=one.wallets,
        proven_wallets=one.proven,
        balance=str(one.balance),
        balance_tokens=render_token_amount(one.balance, one.decimals),
        worth=None,
        transfer_count=one.transfer_count,
    )


def _make_coin_row(one: Holding) -> HeldRow:
    return HeldRow(token_address=None, **one.model_dump())


def _make_token_row(one: HeldToken) -> HeldRow:
    return HeldRow(
        chain=one.chain,
        token_address=one.token_address,
        symbol=one.symbol,
        wallets=one.wallets,
        proven_wallets=one.proven_wallets,
        balance=one.balance,
        balance_coins=one.balance_tokens,
        pending=None,
        worth=None,
        transaction_count=one.transfer_count,
    )
