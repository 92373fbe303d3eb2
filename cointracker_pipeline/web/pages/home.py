"""The first page: what a person's wallets hold, and what that is worth."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from cointracker_pipeline.errors import InputError
from cointracker_pipeline.web.access.visitor import Viewer
from cointracker_pipeline.web.books import Books, Shelf
from cointracker_pipeline.web.reading.portfolio import Figures, make_portfolio, read_figures
from cointracker_pipeline.web.reading.recently import Recently
from cointracker_pipeline.web.reading.worth_over_time import read_worth_over_time
from cointracker_pipeline.web.rendering import render

router = APIRouter(include_in_schema=False)

CURRENCY = "USD"


@router.get("/")
def show_portfolio(request: Request, visitor: Viewer, pipeline: Books, shelf: Shelf) -> Response:
    """Show the portfolio of the person who asks."""
    person_id = visitor.person.person_id
    known: Recently[Figures] = request.app.state.portfolios
    figures = known.get(person_id, lambda: read_figures(pipeline, shelf, person_id))
    portfolio = make_portfolio(pipeline, person_id, figures)
    currencies = [CURRENCY, *([portfolio.second] if portfolio.second_cents is not None else [])]
    return render(request, "portfolio/page.html", portfolio=portfolio, currencies=currencies)


@router.get("/portfolio/worth.json")
def send_worth(
    request: Request,
    visitor: Viewer,
    pipeline: Books,
    shelf: Shelf,
    currency: Annotated[str, Query(max_length=3)] = CURRENCY,
) -> Response:
    """Return what the person's wallets were worth over time, in at most 500 points."""
    if currency not in {CURRENCY, pipeline.settings.second_currency}:
        raise InputError("Worth is told in USD, and in the currency that COINTRACKER_SECOND_CURRENCY names.")
    person_id = visitor.person.person_id
    known: Recently[dict[str, object]] = request.app.state.charts
    return JSONResponse(
        known.get((person_id, currency), lambda: read_worth_over_time(pipeline, shelf, person_id, currency))
    )
