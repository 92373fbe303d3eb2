"""The page behind a one-time link: the first admin, somebody invited, or a forgotten password."""

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from cointracker_pipeline.errors import InputError
from cointracker_pipeline.pipeline import Pipeline
from cointracker_pipeline.storage.registry.one_time_links import OneTimeLink
from cointracker_pipeline.web.access.passwords import SHORTEST, hash_password
from cointracker_pipeline.web.access.second_factor import begin_or_ask
from cointracker_pipeline.web.books import Books
from cointracker_pipeline.web.rendering import render

router = APIRouter(prefix="/welcome", include_in_schema=False)

_ENDED = "This link was used already, or is too old. An admin can make a new one; `cointracker users link` does too."

_WORDS = {
    "first-run": ("Welcome", "You are the first here, and will be the admin. Choose a name and a password."),
    "invite": ("Welcome", "Choose the name and the password with which you will sign in."),
    "reset": ("A new password", "Choose a new password. You will be signed out everywhere else."),
}


@router.get("")
def show_welcome(request: Request, pipeline: Books, link: str = "") -> Response:
    """Show the form; looking at it does not use the link up."""
    return _show(request, pipeline, link)


@router.post("")
def welcome(
    request: Request,
    pipeline: Books,
    link: Annotated[str, Form(max_length=200)],
    name: Annotated[str, Form(max_length=100)],
    password: Annotated[str, Form(max_length=1000)],
) -> Response:
    """Set name and password, use the link up, and begin a session; a second factor is asked for all the same."""
    found = _find(pipeline, link)
    try:
        stored = hash_password(password, name)
        claimed = pipeline.registry.claim_link(link, name, stored, pipeline.clock())
    except InputError as error:
        return _show(request, pipeline, link, name=name, problem=str(error), status=422)
    person = pipeline.registry.find_person(claimed.person_id) if claimed else None
    if person is None:
        raise HTTPException(410, _ENDED)
    return begin_or_ask(request, pipeline, person, "/", found.purpose)


def _find(pipeline: Pipeline, link: str) -> OneTimeLink:
    found = pipeline.registry.peek_link(link, pipeline.clock())
    if found is None:
        raise HTTPException(410, _ENDED)
    return found


def _show(
    request: Request, pipeline: Books, link: str, *, name: str = "", problem: str = "", status: int = 200
) -> Response:
    found = _find(pipeline, link)
    heading, text = _WORDS[found.purpose]
    person = pipeline.registry.find_person(found.person_id)
    is_reset = found.purpose == "reset"
    return render(
        request,
        "welcome.html",
        status=status,
        heading=heading,
        text=text,
        link=link,
        name=person.name if is_reset and person else name,
        fixed=is_reset,
        problem=problem,
        shortest=SHORTEST,
        oidc=pipeline.settings.oidc_issuer,
    )
