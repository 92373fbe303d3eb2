"""What goes on, what waits and what went wrong, with the next attempt."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from cointracker_pipeline.web.access.visitor import Viewer
from cointracker_pipeline.web.books import Books
from cointracker_pipeline.web.reading.activity import read_activity
from cointracker_pipeline.web.rendering import render

router = APIRouter(include_in_schema=False)


@router.get("/activity")
def show_activity(request: Request, visitor: Viewer, pipeline: Books) -> Response:
    """Show the page, which asks for its middle again every few seconds."""
    return render(request, "activity/page.html", activity=read_activity(pipeline, visitor))


@router.get("/activity/now")
def show_activity_now(request: Request, visitor: Viewer, pipeline: Books) -> Response:
    """Return the middle of the page alone."""
    return render(request, "activity/now.html", activity=read_activity(pipeline, visitor))
