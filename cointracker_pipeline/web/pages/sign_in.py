"""Signing in and out."""

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from cointracker_pipeline.web.access.cookies import give_cookie, read_cookie, take_cookie
from cointracker_pipeline.web.access.signing_in import LONGEST_SESSION, check_login
from cointracker_pipeline.web.books import Books
from cointracker_pipeline.web.redirecting import our_path
from cointracker_pipeline.web.rendering import render

router = APIRouter(include_in_schema=False)


@router.get("/login")
def show_login(request: Request, next: str = "/") -> Response:  # noqa: A002 - the name in the URL
    """Show the form."""
    return render(request, "login.html", next=our_path(next), name="", problem="")


@router.post("/login")
def login(
    request: Request,
    pipeline: Books,
    name: Annotated[str, Form(max_length=200)],
    password: Annotated[str, Form(max_length=1000)],
    next: Annotated[str, Form(max_length=2000)] = "/",  # noqa: A002 - the name in the form
) -> Response:
    """Begin a session; a wrong name and a wrong password are told alike, and take as long."""
    outcome = check_login(pipeline, request, name, password)
    if outcome.person is None:
        values = {"next": our_path(next), "name": name, "problem": outcome.problem}
        return render(request, "login.html", status=outcome.status, headers=outcome.headers, **values)
    return begin_session(request, pipeline, outcome.person.person_id, our_path(next))


@router.post("/logout")
def logout(request: Request, pipeline: Books) -> Response:
    """End the session, here and in the registry."""
    pipeline.registry.end_session(read_cookie(request))
    response = RedirectResponse("/login", 303)
    take_cookie(response, request)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def begin_session(request: Request, pipeline: Books, person_id: int, target: str) -> Response:
    """Begin a new session in place of the one there may be, and go on."""
    pipeline.registry.end_session(read_cookie(request))
    agent = request.headers.get("user-agent", "")[:200]
    secret = pipeline.registry.start_session(person_id, agent, LONGEST_SESSION, pipeline.clock())
    response = RedirectResponse(target, 303)
    give_cookie(response, request, secret, int(LONGEST_SESSION.total_seconds()))
    return response
