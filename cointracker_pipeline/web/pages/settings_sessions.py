"""Where a person is signed in, and how they end it."""

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from cointracker_pipeline.web.access.events import note_event
from cointracker_pipeline.web.access.visitor import Viewer
from cointracker_pipeline.web.books import Books

router = APIRouter(prefix="/settings/sessions", include_in_schema=False)

_DONE = "/settings?done=sessions"


@router.post("/end-others")
def end_others(request: Request, pipeline: Books, visitor: Viewer) -> Response:
    """Sign out everywhere but here."""
    ended = pipeline.registry.end_sessions(visitor.person.person_id, but_secret=visitor.session)
    note_event("signed out elsewhere", request, person=visitor.person.person_id, sessions=ended)
    return RedirectResponse(_DONE, 303)


@router.post("/{session}/end")
def end_one(request: Request, pipeline: Books, visitor: Viewer, session: str) -> Response:
    """Sign out in one place; ``session`` is the digest that the list shows, which opens nothing."""
    if not pipeline.registry.end_session_of(visitor.person.person_id, session):
        raise HTTPException(404, "You are not signed in there, or not any more.")
    note_event("signed out elsewhere", request, person=visitor.person.person_id, sessions=1)
    return RedirectResponse(_DONE, 303)
