"""Signing in where a second factor is required and somebody has none yet: they set it up, and are in."""

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from cointracker_pipeline.web.access.authenticator import find_step, show_to_app
from cointracker_pipeline.web.access.events import note_event
from cointracker_pipeline.web.access.recovery_codes import show_code
from cointracker_pipeline.web.access.second_factor import find_half_signed_in, finish_sign_in
from cointracker_pipeline.web.books import Books
from cointracker_pipeline.web.redirecting import our_path, with_next
from cointracker_pipeline.web.rendering import render

router = APIRouter(prefix="/login/set-up", include_in_schema=False)

WRONG = "This code is wrong. Type the one that the app shows now; if it stays wrong, see that the clocks are right."


@router.get("")
def show_set_up(request: Request, pipeline: Books, next: str = "/") -> Response:  # noqa: A002 - the name in the URL
    """Show the secret to whoever gave a right password, and must have a second factor."""
    return _show(request, pipeline, our_path(next))


@router.post("")
def set_up(
    request: Request,
    pipeline: Books,
    code: Annotated[str, Form(max_length=100)],
    next: Annotated[str, Form(max_length=2000)] = "/",  # noqa: A002 - the name in the form
) -> Response:
    """Turn it on by the first code, end every session that began without, begin one, and show the recovery codes."""
    target, now, registry = our_path(next), pipeline.clock(), pipeline.registry
    person = find_half_signed_in(request, pipeline)
    secret = registry.waiting_secret(person.person_id) if person else None
    step = find_step(secret, code, now) if secret else None
    if person is None or secret is None or step is None:
        return _show(request, pipeline, target, problem=WRONG, status=422)
    codes = registry.confirm_second_factor(person.person_id, secret, step, now)
    if codes is None:
        return _show(request, pipeline, target)
    registry.end_sessions(person.person_id)
    note_event("second factor turned on", request, person=person.person_id)
    page = render(request, "settings/recovery_codes.html", codes=[show_code(one) for one in codes], onwards=target)
    return finish_sign_in(request, pipeline, person, page, "password and set-up")


def _show(request: Request, pipeline: Books, target: str, *, problem: str = "", status: int = 200) -> Response:
    person = find_half_signed_in(request, pipeline)
    secret = pipeline.registry.waiting_secret(person.person_id) if person else None
    if person is None or secret is None:
        return RedirectResponse(with_next("/login", target), 303)
    app = show_to_app(secret, person.name)
    return render(request, "sign_in/set_up.html", status=status, app=app, next=target, problem=problem)
