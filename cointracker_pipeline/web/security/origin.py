"""Requests that change something come from our own pages: no other site can send them with a person's cookie."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection, Request
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from cointracker_pipeline.web.access.events import note_event
from cointracker_pipeline.web.failures import answer

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_OURS = frozenset({"same-origin", "none"})


class SameOrigin:
    """Refuses what another site's page sent: by ``Sec-Fetch-Site``, and by ``Origin`` where that is missing.

    A program with a token sends no cookie, which is all that another site could make use of: it may send neither.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, unless the request is another site's."""
        if scope["type"] == "lifespan" or is_ours(scope):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await WebSocketClose(1008, "Another site's page opened this.")(scope, receive, send)
        else:
            note_event("another site refused", HTTPConnection(scope), path=scope["path"])
            text = "This request was sent by another site's page, or by a browser that hides where it comes from."
            await answer(Request(scope), 403, text)(scope, receive, send)


def is_ours(scope: Scope) -> bool:
    """Tell whether a request changes nothing, brings no cookie, or comes from our own pages."""
    headers = Headers(scope=scope)
    if "cookie" not in headers and not _makes_cookie(scope):
        return True
    if _is_safe(scope):
        return True
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in _OURS
    origin = headers.get("origin", "")
    return bool(origin) and urlsplit(origin).netloc == headers.get("host")


def _is_safe(scope: Scope) -> bool:
    """Tell whether a request changes nothing; Dagster's GraphQL could, by any method, and so could a WebSocket."""
    is_reading = scope["type"] == "http" and scope["method"] in _SAFE
    return is_reading and not str(scope["path"]).startswith("/dagster/graphql")


def _makes_cookie(scope: Scope) -> bool:
    """Tell whether a request signs somebody in: another site must not sign a person in as somebody else."""
    return str(scope["path"]).startswith(("/login", "/welcome"))
