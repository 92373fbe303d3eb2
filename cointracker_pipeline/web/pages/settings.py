"""A person's own account: name and password."""

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from cointracker_pipeline.errors import InputError
from cointracker_pipeline.web.access.account import read_account
from cointracker_pipeline.web.access.beginning import begin_session
from cointracker_pipeline.web.access.events import note_event
from cointracker_pipeline.web.access.passwords import SHORTEST, hash_password
from cointracker_pipeline.web.access.requiring import is_required
from cointracker_pipeline.web.access.signing_in import check_login
from cointracker_pipeline.web.access.visitor import Viewer
from cointracker_pipeline.web.books import Books
from cointracker_pipeline.web.rendering import render

router = APIRouter(prefix="/settings", include_in_schema=False)

_DONE = {
    "name": "Your name is changed.",
    "password": "Your password is changed, and you are signed out everywhere else.",
    "second-factor": "Your second factor is off, and you are signed out everywhere else.",
    "sessions": "You are signed out there.",
    "token": "The token opens nothing any more.",
}


@router.get("")
def show_settings(request: Request, pipeline: Books, visitor: Viewer, done: str = "") -> Response:
    """Show the account of whoever asks."""
    return _show(request, pipeline, visitor, done=_DONE.get(done, ""))


@router.post("/name")
def change_name(
    request: Request, pipeline: Books, visitor: Viewer, name: Annotated[str, Form(max_length=200)]
) -> Response:
    """Take another name; it is what one signs in with."""
    try:
        pipeline.registry.rename_person(visitor.person.person_id, name)
    except InputError as error:
        return _show(request, pipeline, visitor, name=name, name_problem=str(error), status=422)
    note_event("name changed", request, person=visitor.person.person_id)
    return RedirectResponse("/settings?done=name", 303)


@router.post("/password")
def change_password(
    request: Request,
    pipeline: Books,
    visitor: Viewer,
    old: Annotated[str, Form(max_length=1000)],
    new: Annotated[str, Form(max_length=1000)],
) -> Response:
    """Take a new password, with the old one; every session ends, and a new one begins here."""
    person = visitor.person
    outcome = check_login(pipeline, request, person.name, old)
    if outcome.person is None:
        problem = "This is not your old password." if outcome.status == 401 else outcome.problem
        return _show(
            request,
            pipeline,
            visitor,
            password_problem=problem,
            status=422 if outcome.status == 401 else outcome.status,
        )
    try:
        stored = hash_password(new, person.name)
    except InputError as error:
        return _show(request, pipeline, visitor, password_problem=str(error), status=422)
    pipeline.registry.change_password(person.person_id, stored)
    note_event("password changed", request, person=person.person_id)
    return begin_session(request, pipeline, person.person_id, "/settings?done=password", "password change")


def _show(
    request: Request,
    pipeline: Books,
    visitor: Viewer,
    *,
    name: str | None = None,
    name_problem: str = "",
    password_problem: str = "",
    done: str = "",
    status: int = 200,
) -> Response:
    return render(
        request,
        "settings/account.html",
        status=status,
        account=read_account(pipeline, visitor),
        second_factor_required=is_required(pipeline.settings, visitor.person.role),
        name=visitor.person.name if name is None else name,
        name_problem=name_problem,
        password_problem=password_problem,
        shortest=SHORTEST,
        done=done,
    )
