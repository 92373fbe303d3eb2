"""The door in front of an application: nothing of it answers, by HTTP or WebSocket, before someone is let in."""

from collections.abc import Awaitable, Callable
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

POLICY_VIOLATION = 1008
"""RFC 6455, section 7.4.1; before a WebSocket is accepted, servers turn any close into HTTP 403."""


class Guard:
    """An application that is asked only by those whom ``allow`` lets in; ``allow`` sees the scope of each request.

    A browser that asks for a page is sent to the login and comes back afterwards; all others are told 401. A
    WebSocket is refused before it is accepted. (Middleware of the ``@app.middleware("http")`` kind never sees one.)
    """

    def __init__(self, app: ASGIApp, allow: Callable[[Scope], Awaitable[bool]]) -> None:
        self._app = app
        self._allow = allow

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Ask the application, or refuse."""
        if scope["type"] == "lifespan" or await self._allow(scope):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})
        else:
            await _refuse(scope)(scope, receive, send)


def _refuse(scope: Scope) -> Response:
    no_store = {"Cache-Control": "no-store"}
    if scope["method"] in {"GET", "HEAD"} and "text/html" in Headers(scope=scope).get("accept", ""):
        return RedirectResponse(f"/login?next={quote(_target(scope), safe='')}", status_code=303, headers=no_store)
    problem = {"type": "about:blank", "title": "Unauthorized", "status": 401, "detail": "Log in first, at /login."}
    challenge = {"WWW-Authenticate": "Bearer", **no_store}
    return JSONResponse(problem, status_code=401, headers=challenge, media_type="application/problem+json")


def _target(scope: Scope) -> str:
    """Return what was asked as a path of this site: two slashes at its beginning would name another one."""
    path = "/" + quote(scope["path"].lstrip("/\\"))
    query: bytes = scope["query_string"]
    return f"{path}?{query.decode('ascii', 'replace')}" if query else path
