"""``/api/prices``: what coins were worth."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from cointracker_pipeline.reports.prices import render_price
from cointracker_pipeline.web.access.visitor import Viewer
from cointracker_pipeline.web.books import Books, Shelf
from cointracker_pipeline.web.protocol.answers import answer_page, path_of_next
from cointracker_pipeline.web.protocol.cursors import make_cursor, read_cursor_with_day
from cointracker_pipeline.web.reading.price_pages import PricePlace, read_price_page
from cointracker_pipeline.web.shapes.prices import Price, PriceFilters, Prices
from cointracker_pipeline.web.shapes.problems import UNCHANGED, problems

router = APIRouter(prefix="/api/prices", tags=["prices"])


@router.get("", response_model=Prices, responses=UNCHANGED | problems())
def list_prices(
    request: Request, visitor: Viewer, pipeline: Books, shelf: Shelf, filters: Annotated[PriceFilters, Query()]
) -> Response:
    """List the prices that are known of the coins of your wallets, the newest day first."""
    # Of others' chains nothing is told: which prices there are would say what they hold.
    theirs = {one.wallet.chain for one in pipeline.registry.list_tracked(visitor.person.person_id, filters.chain)}
    after = _read_place(filters.cursor)
    since, until = filters.since, filters.until
    with shelf.connection() as connection:
        rows = read_price_page(connection, theirs, filters.currency, since, until, filters.limit + 1, after)
    items = [
        Price(chain=chain, currency=currency, day=day, price=render_price(price), source=source)
        for chain, currency, day, price, source in rows[: filters.limit]
    ]
    last = items[-1] if len(rows) > filters.limit else None
    cursor = make_cursor("prices", last.day.isoformat(), last.chain, last.currency) if last else None
    return answer_page(request, Prices(items=items, next=path_of_next(request, cursor)))


def _read_place(cursor: str | None) -> PricePlace:
    found = read_cursor_with_day(cursor, "prices", texts=2)
    if found is None:
        return date.max, "", ""
    day, (chain, currency) = found
    return day, chain, currency
