"""The second step of signing in: the code, after a right password."""

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from cointracker_pipeline.web.access.second_factor import find_half_signed_in, finish_sign_in
from cointracker_pipeline.web.access.second_step import check_code
from cointracker_pipeline.web.books import Books
from cointracker_pipeline.web.redirecting import our_path, with_next
from cointracker_pipeline.web.rendering import render

router = APIRouter(prefix="/login/code", include_in_schema=False)


@router.get("")
def show_code(request: Request, pipeline: Books, next: str = "/") -> Response:  # noqa: A002 - the name in the URL
    """Ask for the code; whoever did not give a password begins with that."""
    if find_half_signed_in(request, pipeline) is None:
        return RedirectResponse(with_next("/login", our_path(next)), 303)
    return render(request, "sign_in/code.html", next=our_path(next), problem="")


@router.post("")
def give_code(
    request: Request,
    pipeline: Books,
    code: Annotated[str, Form(max_length=100)],
    next: Annotated[str, Form(max_length=2000)] = "/",  # noqa: A002 - the name in the form
) -> Response:
    """Begin the session, by the app's code or one for recovery."""
    person, target = find_half_signed_in(request, pipeline), our_path(next)
    if person is None:
        return RedirectResponse(with_next("/login", target), 303)
    outcome = check_code(pipeline, request, person, code)
    if outcome.person is None:
        values = {"next": target, "problem": outcome.problem}
        return render(request, "sign_in/code.html", status=outcome.status, headers=outcome.headers, **values)
    return finish_sign_in(request, pipeline, person, RedirectResponse(target, 303), "password and code")
