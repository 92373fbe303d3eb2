"""A person's second factor: turned on and off, and new recovery codes, each by the password and a code."""

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from cointracker_pipeline.web.access.authenticator import find_step, show_to_app
from cointracker_pipeline.web.access.events import note_event
from cointracker_pipeline.web.access.recovery_codes import show_code
from cointracker_pipeline.web.access.requiring import is_required
from cointracker_pipeline.web.access.second_step import check_again
from cointracker_pipeline.web.access.tries import Outcome
from cointracker_pipeline.web.access.visitor import Viewer, Visitor
from cointracker_pipeline.web.books import Books
from cointracker_pipeline.web.pages.sign_in_set_up import WRONG
from cointracker_pipeline.web.rendering import render

router = APIRouter(prefix="/settings/second-factor", include_in_schema=False)

_HERE = "/settings/second-factor"

Password = Annotated[str, Form(max_length=1000)]
Code = Annotated[str, Form(max_length=100)]


@router.get("")
def show_second_factor(request: Request, pipeline: Books, visitor: Viewer) -> Response:
    """Show what is on, or the secret of what was begun."""
    return _show(request, pipeline, visitor, Outcome(visitor.person))


@router.post("")
def begin(request: Request, pipeline: Books, visitor: Viewer) -> Response:
    """Make a secret, for somebody who signs in with a password."""
    if not visitor.person.password_hash:
        raise HTTPException(409, "You have no password here: what signs you in asks for a second factor, or does not.")
    pipeline.registry.begin_second_factor(visitor.person.person_id)
    return RedirectResponse(_HERE, 303)


@router.post("/confirm")
def confirm(request: Request, pipeline: Books, visitor: Viewer, password: Password, code: Code) -> Response:
    """Turn it on, sign out everywhere else, and show the recovery codes, this once."""
    registry, person, now = pipeline.registry, visitor.person, pipeline.clock()
    outcome = check_again(pipeline, request, person, password)
    if outcome.person is None:
        return _show(request, pipeline, visitor, outcome)
    secret = registry.waiting_secret(person.person_id)
    step = find_step(secret, code, now) if secret else None
    if secret is None or step is None:
        return _show(request, pipeline, visitor, Outcome(None, WRONG, 422))
    codes = registry.confirm_second_factor(person.person_id, secret, step, now)
    if codes is None:
        return RedirectResponse(_HERE, 303)
    registry.end_sessions(person.person_id, but_secret=visitor.session)
    note_event("second factor turned on", request, person=person.person_id)
    return _show_codes(request, codes)


@router.post("/recovery-codes")
def renew_codes(request: Request, pipeline: Books, visitor: Viewer, password: Password, code: Code) -> Response:
    """Make new recovery codes, and show them this once; earlier ones open nothing."""
    outcome = check_again(pipeline, request, visitor.person, password, code)
    if outcome.person is None:
        return _show(request, pipeline, visitor, outcome)
    note_event("recovery codes made", request, person=visitor.person.person_id)
    return _show_codes(request, pipeline.registry.renew_recovery_codes(visitor.person.person_id))


@router.post("/off")
def turn_off(request: Request, pipeline: Books, visitor: Viewer, password: Password, code: Code) -> Response:
    """Turn it off, and sign out everywhere else; not where it is required."""
    person = visitor.person
    if is_required(pipeline.settings, person.role):
        raise HTTPException(403, "Here a second factor is required; an admin can reset yours, and you set it up anew.")
    outcome = check_again(pipeline, request, person, password, code)
    if outcome.person is None:
        return _show(request, pipeline, visitor, outcome)
    pipeline.registry.remove_second_factor(person.person_id, but_secret=visitor.session)
    note_event("second factor turned off", request, person=person.person_id)
    return RedirectResponse("/settings?done=second-factor", 303)


def _show(request: Request, pipeline: Books, visitor: Visitor, outcome: Outcome) -> Response:
    person, registry = visitor.person, pipeline.registry
    factor = registry.find_second_factor(person.person_id)
    secret = registry.waiting_secret(person.person_id)
    if factor is None and secret is None:
        return RedirectResponse("/settings#second-factor", 303)
    return render(
        request,
        "settings/second_factor.html",
        status=outcome.status,
        headers=outcome.headers,
        problem=outcome.problem,
        factor=factor,
        required=is_required(pipeline.settings, person.role),
        app=show_to_app(secret, person.name) if secret else None,
    )


def _show_codes(request: Request, codes: list[str]) -> Response:
    return render(request, "settings/recovery_codes.html", codes=[show_code(one) for one in codes], onwards="/settings")
