"""Signing in with the OpenID provider of the settings: there, and back."""

import base64
import json
from dataclasses import asdict
from hmac import compare_digest
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from cointracker_pipeline.errors import SignInError
from cointracker_pipeline.pipeline import Pipeline
from cointracker_pipeline.web.access.admitting import find_admitted
from cointracker_pipeline.web.access.beginning import BY_PROVIDER, begin_session
from cointracker_pipeline.web.access.cookies import SecretCookie
from cointracker_pipeline.web.access.events import note_event
from cointracker_pipeline.web.access.oidc import Attempt, Provider, open_provider
from cointracker_pipeline.web.books import Books
from cointracker_pipeline.web.redirecting import our_path
from cointracker_pipeline.web.rendering import render

router = APIRouter(prefix="/oidc", include_in_schema=False)

_ATTEMPT = SecretCookie("cointracker_oidc")
_ATTEMPT_SECONDS = 600

_Text = Annotated[str, Query(max_length=4000)]


@router.get("")
def leave(request: Request, pipeline: Books, next: _Text = "/", link: _Text = "") -> Response:  # noqa: A002 - the name in the URL
    """Send the browser to the provider; ``link`` is the invitation of somebody who is new."""
    provider = _find_provider(pipeline)
    try:
        url, attempt = provider.begin(_back(request))
    except SignInError as error:
        return _refuse(request, pipeline, error)
    response = RedirectResponse(url, 303)
    _ATTEMPT.give(response, request, _pack({**asdict(attempt), "next": our_path(next), "link": link}), _ATTEMPT_SECONDS)
    return response


@router.get("/back")
def come_back(
    request: Request, pipeline: Books, state: _Text = "", code: _Text = "", iss: _Text | None = None
) -> Response:
    """Begin the session of whom the provider vouches for, in the browser that left for it and in no other."""
    provider = _find_provider(pipeline)
    kept = _unpack(_ATTEMPT.read(request))
    try:
        attempt = _match(kept, state)
        if not code or iss not in {None, provider.issuer}:
            raise SignInError("The sign-in service did not let you in.")  # noqa: TRY301 - answered like the others
        person = find_admitted(pipeline, provider.finish(_back(request), code, attempt), kept["link"])
    except SignInError as error:
        return _refuse(request, pipeline, error)
    response = begin_session(request, pipeline, person.person_id, our_path(kept["next"]), BY_PROVIDER)
    _ATTEMPT.take(response, request)
    return response


def _find_provider(pipeline: Pipeline) -> Provider:
    provider = open_provider(pipeline.settings)
    if provider is None:
        raise HTTPException(404, "No sign-in service is set; sign in with your name and password.")
    return provider


def _back(request: Request) -> str:
    return f"{str(request.base_url).rstrip('/')}/oidc/back"


def _refuse(request: Request, pipeline: Pipeline, error: SignInError) -> Response:
    note_event("oidc refused", request, why=str(error))
    values: dict[str, Any] = {"next": "/", "name": "", "problem": str(error), "oidc": pipeline.settings.oidc_issuer}
    response = render(request, "login.html", status=403, **values)
    _ATTEMPT.take(response, request)
    return response


def _match(kept: dict[str, str], state: str) -> Attempt:
    """Return what the browser left with: another site's page cannot finish what it did not begin."""
    if not kept or not compare_digest(kept["state"].encode(), state.encode()):
        raise SignInError("This sign-in did not begin in this browser, or took too long; begin again.")
    return Attempt(kept["state"], kept["nonce"], kept["verifier"])


def _pack(values: dict[str, str]) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode()


def _unpack(text: str) -> dict[str, str]:
    """Return what a browser kept; it may have changed it, to the harm of nobody else."""
    try:
        found = json.loads(base64.urlsafe_b64decode(text.encode()))
    except ValueError:
        return {}
    fields = ("state", "nonce", "verifier", "next", "link")
    is_whole = isinstance(found, dict) and all(isinstance(found.get(name), str) for name in fields)
    return found if is_whole else {}
