"""``/api/prices``: what coins were worth."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from cointracker_pipeline.reports.prices import render_price
from cointracker_pipeline.web.access.visitor import Viewer
from cointracker_pipeline.web.books import Books, Shelf
from cointracker_pipeline.web.protocol.cursors import make_cursor, read_cursor_with_day
from cointracker_pipeline.web.protocol.lists import answer_list, cut
from cointracker_pipeline.web.reading.price_pages import PricePlace, PriceRow, read_price_page
from cointracker_pipeline.web.shapes.prices import Price, PriceFilters, Prices
from cointracker_pipeline.web.shapes.problems import FILES, UNCHANGED, problems

router = APIRouter(prefix="/api/prices", tags=["prices"])


@router.get("", response_model=Prices, responses=FILES | UNCHANGED | problems())
def list_prices(
    request: Request, visitor: Viewer, pipeline: Books, shelf: Shelf, filters: Annotated[PriceFilters, Query()]
) -> Response:
    """List the prices that are known of the coins of your wallets, the newest day first."""
    # Of others' chains nothing is told: which prices there are would say what they hold.
    theirs = {one.wallet.chain for one in pipeline.registry.list_tracked(visitor.person.person_id, filters.chain)}

    def read(cursor: str | None, limit: int) -> tuple[list[Price], str | None]:
        after, since, until = _read_place(cursor), filters.since, filters.until
        with shelf.connection() as connection:
            rows = read_price_page(connection, theirs, filters.currency, since, until, limit + 1, after)
        shown, following = cut(rows, limit, _cursor_of)
        return [_make(*one) for one in shown], following

    return answer_list(request, pipeline.settings.exports, Prices, read, filters)


def _make(chain: str, currency: str, day: date, price: Decimal, source: str) -> Price:
    return Price(chain=chain, currency=currency, day=day, price=render_price(price), source=source)


def _cursor_of(row: PriceRow) -> str:
    chain, currency, day, *_ = row
    return make_cursor("prices", day.isoformat(), chain, currency)


def _read_place(cursor: str | None) -> PricePlace:
    found = read_cursor_with_day(cursor, "prices", texts=2)
    if found is None:
        return date.max, "", ""
    day, (chain, currency) = found
    return day, chain, currency
