"""A person's tokens for programs: made and shown once, listed, revoked."""

from datetime import timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Form
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from cointracker_pipeline.storage.registry import Scope
from cointracker_pipeline.web.access.account import SCOPES_OF_ROLE
from cointracker_pipeline.web.access.events import note_event
from cointracker_pipeline.web.access.visitor import Viewer
from cointracker_pipeline.web.books import Books
from cointracker_pipeline.web.rendering import render

router = APIRouter(prefix="/settings/tokens", include_in_schema=False)

Days = Literal["7", "30", "90", "365"]


@router.post("")
def make_token(
    request: Request,
    pipeline: Books,
    visitor: Viewer,
    name: Annotated[str, Form(min_length=1, max_length=100)],
    scope: Annotated[Scope, Form()] = "read",
    days: Annotated[Days, Form()] = "90",
) -> Response:
    """Make a token and show its secret, this once."""
    person, now = visitor.person, pipeline.clock()
    if scope not in SCOPES_OF_ROLE[person.role]:
        raise HTTPException(403, f"Your role is {person.role}: a token of yours cannot have the scope {scope}.")
    token, secret = pipeline.registry.create_token(
        person.person_id, name.strip(), [scope], now + timedelta(days=int(days)), now
    )
    note_event("token made", request, person=person.person_id, token=token.token_id, scope=scope)
    return render(request, "settings/token.html", token=token, secret=secret)


@router.post("/{token_id}/revoke")
def revoke_token(request: Request, pipeline: Books, visitor: Viewer, token_id: int) -> Response:
    """Let a token open nothing any more."""
    if not pipeline.registry.revoke_token(visitor.person.person_id, token_id, pipeline.clock()):
        raise HTTPException(404, "You have no such token, or it is revoked already.")
    note_event("token revoked", request, person=visitor.person.person_id, token=token_id)
    return RedirectResponse("/settings?done=token", 303)
