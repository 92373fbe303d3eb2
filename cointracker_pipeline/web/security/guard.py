"""The door in front of an application: nothing of it answers, by HTTP or WebSocket, before someone is let in."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

POLICY_VIOLATION = 1008
"""RFC 6455, section 7.4.1; before a WebSocket is accepted, servers turn any close into HTTP 403."""


class Guard:
    """An application that is asked only by those whom ``judge`` lets in.

    ``judge`` sees the scope of each request and returns 0, 401 for nobody or 403 for somebody who may not. A browser
    of nobody that asks for a page is sent to the login and comes back afterwards. A WebSocket is refused before it is
    accepted. (Middleware of the ``@app.middleware("http")`` kind never sees one.)
    """

    def __init__(self, app: ASGIApp, judge: Callable[[Scope], Awaitable[int]]) -> None:
        self._app = app
        self._judge = judge

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Ask the application, or refuse."""
        refusal = 0 if scope["type"] == "lifespan" else await self._judge(scope)
        if not refusal:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})
        else:
            await _refuse(scope, refusal)(scope, receive, send)


def _refuse(scope: Scope, status: int) -> Response:
    no_store = {"Cache-Control": "no-store"}
    if status == HTTPStatus.FORBIDDEN:
        return _tell(status, "This is for admins; an admin can make you one.", no_store)
    if scope["method"] in {"GET", "HEAD"} and "text/html" in Headers(scope=scope).get("accept", ""):
        return RedirectResponse(f"/login?next={quote(_target(scope), safe='')}", status_code=303, headers=no_store)
    return _tell(status, "Sign in first, at /login.", {"WWW-Authenticate": "Bearer", **no_store})


def _tell(status: int, detail: str, headers: dict[str, str]) -> Response:
    problem = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    return JSONResponse(problem, status_code=status, headers=headers, media_type="application/problem+json")


def _target(scope: Scope) -> str:
    """Return what was asked as a path of this site: two slashes at its beginning would name another one."""
    path = "/" + quote(scope["path"].lstrip("/\\"))
    query: bytes = scope["query_string"]
    return f"{path}?{query.decode('ascii', 'replace')}" if query else path
