"""The figures that a wallet's chart is drawn from."""

from datetime import UTC, datetime, time

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from cointracker_pipeline.domain.amount import render_amount
from cointracker_pipeline.web.access.visitor import Viewer
from cointracker_pipeline.web.books import Books, Shelf
from cointracker_pipeline.web.reading.own_wallets import require_track
from cointracker_pipeline.web.reading.wallet_chart import read_chart

router = APIRouter(include_in_schema=False)

CURRENCY = "USD"
MOST_POINTS = 1_000


@router.get("/wallets/{wallet_id}/chart.json")
def send_chart(request: Request, visitor: Viewer, pipeline: Books, shelf: Shelf, wallet_id: str) -> Response:
    """Return balance and worth by day: whole coins as exact text, which a drawing rounds and a legend does not."""
    tracked = require_track(pipeline, visitor.person.person_id, wallet_id)
    chain = pipeline.chains[tracked.wallet.chain]
    with shelf.connection() as connection:
        points = read_chart(connection, chain, tracked.wallet_id, pipeline.clock().date(), MOST_POINTS)
    figures = {
        "symbol": chain.symbol,
        "currency": CURRENCY,
        "days": [int(datetime.combine(one.day, time(), UTC).timestamp()) for one in points],
        "balance": [render_amount(one.balance, chain.decimals) for one in points],
        "worth": [None if one.worth is None else f"{one.worth:.2f}" for one in points],
    }
    return JSONResponse(figures)
