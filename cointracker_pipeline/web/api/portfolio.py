"""``/api/portfolio``: what the wallets of whoever asks hold together."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from cointracker_pipeline.domain.amount import render_amount
from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.storage.registry.portfolios import HeldPart
from cointracker_pipeline.web.access.visitor import Viewer
from cointracker_pipeline.web.books import Books
from cointracker_pipeline.web.protocol.answers import answer_one
from cointracker_pipeline.web.shapes.portfolio import Holding, Portfolio, PortfolioFilters
from cointracker_pipeline.web.shapes.problems import UNCHANGED, problems

router = APIRouter(prefix="/api/portfolio", tags=["portfolio"])


@router.get("", response_model=Portfolio, responses=UNCHANGED | problems())
def show_portfolio(
    request: Request, visitor: Viewer, pipeline: Books, filters: Annotated[PortfolioFilters, Query()]
) -> Response:
    """Return what your synced wallets hold, by chain, and what that is worth."""
    held = pipeline.registry.sum_by_chain(visitor.person.person_id, filters.tag)
    portfolio = Portfolio(
        worth=render_amount(sum(one.worth_cents for one in held), 2),
        wallets=sum(one.synced for one in held),
        unpriced_wallets=sum(one.unpriced for one in held),
        unsynced_wallets=sum(one.wallets - one.synced for one in held),
        chains=[_make(pipeline.chains, one) for one in held if one.synced],
    )
    return answer_one(request, portfolio)


def _make(chains: Mapping[str, Blockchain], one: HeldPart) -> Holding:
    chain = chains[one.chain]
    return Holding(
        chain=one.chain,
        symbol=chain.symbol,
        wallets=one.synced,
        proven_wallets=one.proven,
        balance=str(one.balance),
        balance_coins=render_amount(one.balance, chain.decimals),
        pending=str(one.pending),
        worth=render_amount(one.worth_cents, 2) if one.priced else None,
        transaction_count=one.transaction_count,
    )
