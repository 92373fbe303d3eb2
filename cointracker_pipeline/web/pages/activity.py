"""What goes on, what waits and what went wrong, with the next attempt."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from cointracker_pipeline.web.access.visitor import Viewer, Visitor
from cointracker_pipeline.web.books import Books
from cointracker_pipeline.web.reading.activity import Activity, read_activity
from cointracker_pipeline.web.reading.recently import Recently
from cointracker_pipeline.web.rendering import render

router = APIRouter(include_in_schema=False)


@router.get("/activity")
def show_activity(request: Request, visitor: Viewer, pipeline: Books) -> Response:
    """Show the page, which asks for its middle again every few seconds."""
    return render(request, "activity/page.html", activity=_read(request, visitor, pipeline))


@router.get("/activity/now")
def show_activity_now(request: Request, visitor: Viewer, pipeline: Books) -> Response:
    """Return the middle of the page alone."""
    return render(request, "activity/now.html", activity=_read(request, visitor, pipeline))


def _read(request: Request, visitor: Visitor, pipeline: Books) -> Activity:
    known: Recently[Activity] = request.app.state.activities
    key = (visitor.person.person_id, visitor.may("admin"))
    return known.get(key, lambda: read_activity(pipeline, visitor))
