"""Signing in and out."""

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from cointracker_pipeline.web.access.cookies import SESSION
from cointracker_pipeline.web.access.events import note_event
from cointracker_pipeline.web.access.second_factor import begin_or_ask
from cointracker_pipeline.web.access.signing_in import check_login
from cointracker_pipeline.web.access.visitor import find_visitor
from cointracker_pipeline.web.books import Books
from cointracker_pipeline.web.redirecting import our_path
from cointracker_pipeline.web.rendering import render

router = APIRouter(include_in_schema=False)


@router.get("/login")
def show_login(request: Request, pipeline: Books, next: str = "/") -> Response:  # noqa: A002 - the name in the URL
    """Show the form."""
    return render(request, "login.html", next=our_path(next), name="", problem="", oidc=pipeline.settings.oidc_issuer)


@router.post("/login")
def login(
    request: Request,
    pipeline: Books,
    name: Annotated[str, Form(max_length=200)],
    password: Annotated[str, Form(max_length=1000)],
    next: Annotated[str, Form(max_length=2000)] = "/",  # noqa: A002 - the name in the form
) -> Response:
    """Begin a session, or ask for a second factor.

    A wrong name and a wrong password are told alike, and take as long.
    """
    outcome = check_login(pipeline, request, name, password)
    if outcome.person is None:
        values = {
            "next": our_path(next),
            "name": name,
            "problem": outcome.problem,
            "oidc": pipeline.settings.oidc_issuer,
        }
        return render(request, "login.html", status=outcome.status, headers=outcome.headers, **values)
    return begin_or_ask(request, pipeline, outcome.person, our_path(next), "password")


@router.post("/logout")
def logout(request: Request, pipeline: Books) -> Response:
    """End the session, here and in the registry."""
    if visitor := find_visitor(request, pipeline):
        note_event("signed out", request, person=visitor.person.person_id)
    pipeline.registry.end_session(SESSION.read(request))
    response = RedirectResponse("/login", 303)
    SESSION.take(response, request)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response
