"""Errors as answers: a page for people, RFC 9457 for programs, the same words in both."""

from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from cointracker_pipeline.errors import (
    CointrackerError,
    HomeError,
    InputError,
    StoreError,
    UnknownWalletError,
)
from cointracker_pipeline.web.protocol.document import list_methods
from cointracker_pipeline.web.rendering import render

PROBLEM = "application/problem+json"

_TITLES = {403: "Not allowed", 404: "Nothing here", 410: "This link is over", 422: "This cannot be used"}
"""What a page is headed by, where the protocol's own phrase tells people little."""

_CORRECTABLE = {413, 422}

_STATUS: tuple[tuple[type[CointrackerError], int], ...] = (
    (UnknownWalletError, 404),
    (InputError, 422),
    (HomeError, 503),
    (StoreError, 503),
    (CointrackerError, 500),
)


def answer(request: Request, status: int, detail: str, headers: dict[str, str] | None = None) -> Response:
    """Return a failure in the form that its route speaks; whoever must sign in first is led there and back."""
    if _is_api(request):
        return _problem(status, detail, headers)
    if status == HTTPStatus.UNAUTHORIZED and request.method == "GET" and "hx-request" not in request.headers:
        target = quote(request.url.path + (f"?{request.url.query}" if request.url.query else ""), safe="/")
        return RedirectResponse(f"/login?next={target}", 303)
    title = _TITLES.get(status, HTTPStatus(status).phrase)
    typed = status in _CORRECTABLE and request.method == "POST"
    return render(request, "failure.html", status=status, headers=headers, title=title, detail=detail, typed=typed)


def on_http_error(request: Request, error: Exception) -> Response:
    """Answer what a route or the framework refused."""
    assert isinstance(error, HTTPException)  # noqa: S101 - what the framework registers this for
    headers = dict(error.headers or {})
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED and _is_api(request):
        # The framework tells the methods of the first route alone.
        headers["Allow"] = ", ".join(list_methods(request.app, request.url.path))
    detail = str(error.detail)
    if error.status_code == HTTPStatus.NOT_FOUND and detail == HTTPStatus.NOT_FOUND.phrase and not _is_api(request):
        detail = "There is no page at this address."
    return answer(request, error.status_code, detail, headers)


def on_our_error(request: Request, error: Exception) -> Response:
    """Answer an error of ours by its own message: it says what was tried and what to do."""
    status = next(status for kind, status in _STATUS if isinstance(error, kind))
    return answer(request, status, str(error))


def on_invalid(request: Request, error: Exception) -> Response:
    """Answer values that cannot be used, each by its name; what was given is not repeated, it may be a secret."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 - what the framework registers this for
    parts = (f"{'.'.join(str(part) for part in one['loc'][1:]) or 'body'}: {one['msg']}" for one in error.errors())
    if not _is_api(request):
        parts = (f"“{one['loc'][-1]}” {_say(one)}." for one in error.errors())
        return answer(request, 422, " ".join(parts))
    return answer(request, 422, "; ".join(parts))


def _say(error: Any) -> str:
    """Return what is wrong with a value in the words of people."""
    kind, limits = error["type"], error.get("ctx", {})
    if kind == "string_too_long":
        return f"is longer than {limits['max_length']:,} characters"
    words = {
        "missing": "is missing",
        "literal_error": "is none of the choices",
        "int_parsing": "is not a whole number",
        "bool_parsing": "is neither true nor false",
    }
    return words.get(kind, f"cannot be used: {error['msg']}")


def _is_api(request: Request) -> bool:
    return request.url.path.startswith("/api")


def _problem(status: int, detail: str, headers: dict[str, str] | None) -> Response:
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    return JSONResponse(body, status, headers, media_type=PROBLEM)


HANDLERS: dict[int | type[Exception], Any] = {
    HTTPException: on_http_error,
    RequestValidationError: on_invalid,
    CointrackerError: on_our_error,
}
"""What the application answers to each kind of error."""
