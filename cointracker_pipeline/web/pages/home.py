"""The first page: what everything is worth."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from cointracker_pipeline.web.access.visitor import Viewer
from cointracker_pipeline.web.rendering import render

router = APIRouter(include_in_schema=False)


@router.get("/")
def show_portfolio(request: Request, visitor: Viewer) -> Response:
    """Show the portfolio of the person who asks."""
    return render(request, "portfolio.html")
