"""What goes on, what waits and what went wrong, with the next attempt; it changes while people watch."""

from collections.abc import Callable

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from cointracker_pipeline.pipeline import Pipeline
from cointracker_pipeline.storage.registry import ActivityMark
from cointracker_pipeline.web.access.visitor import Viewer, Visitor
from cointracker_pipeline.web.books import Books
from cointracker_pipeline.web.live import Watching, follow_while_allowed, is_signed_in, paced, stream, tell_piece
from cointracker_pipeline.web.reading.activity import Activity, read_activity
from cointracker_pipeline.web.reading.recently import Recently
from cointracker_pipeline.web.rendering import render, render_part

router = APIRouter(include_in_schema=False)

PACE_SECONDS = 3.0
"""How often at most the page is made anew while runs tell their progress: for each person it costs several queries."""


@router.get("/activity")
def show_activity(request: Request, visitor: Viewer, pipeline: Books) -> Response:
    """Show the page as it is now."""
    activity = _read(request.app.state.activities, pipeline, visitor, pipeline.registry.read_activity_mark())
    return render(request, "activity/page.html", activity=activity)


@router.get("/activity/events")
def watch_activity(request: Request, visitor: Viewer, pipeline: Books, live: Watching) -> Response:
    """Stream the middle of the page as it changes: one look a second serves all who watch."""
    return stream(
        follow_while_allowed(
            live,
            "activity",
            paced(pipeline.registry.read_activity_mark, PACE_SECONDS),
            lambda: _may_stay(pipeline, visitor),
            _show_changes(request.app.state.activities, pipeline, visitor),
        )
    )


def _read(known: Recently[Activity], pipeline: Pipeline, visitor: Visitor, mark: ActivityMark) -> Activity:
    """Return what the visitor may know, read once for all who look as the same person while nothing moves."""
    key = (visitor.person.person_id, visitor.may("admin"), mark)
    return known.get(key, lambda: read_activity(pipeline, visitor))


def _may_stay(pipeline: Pipeline, visitor: Visitor) -> bool:
    """Tell whether the visitor is still who they were: an admin who is one no longer has to ask again."""
    person = pipeline.registry.find_person(visitor.person.person_id)
    return person is not None and person.role == visitor.person.role and is_signed_in(pipeline, visitor)


def _show_changes(known: Recently[Activity], pipeline: Pipeline, visitor: Visitor) -> Callable[[ActivityMark], str]:
    """Return what renders the page's middle where it differs from what was sent: a mark moves for everybody."""
    sent: list[str] = []

    def show(mark: ActivityMark) -> str:
        piece = render_part("activity/now.html", visitor, activity=_read(known, pipeline, visitor, mark))
        is_news = piece not in sent
        sent[:] = [piece]
        return tell_piece(piece) if is_news else ""

    return show
