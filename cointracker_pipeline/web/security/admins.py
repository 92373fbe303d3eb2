"""Dagster's own web server, for admins alone."""

from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from cointracker_pipeline.pipeline import Pipeline
from cointracker_pipeline.web.access.visitor import find_visitor


def for_admins(app: ASGIApp, pipeline: Pipeline) -> ASGIApp:
    """Return an application that answers admins only, through HTTP and WebSockets alike."""

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            return
        connection = HTTPConnection(scope)
        visitor = await run_in_threadpool(find_visitor, connection, pipeline)
        if visitor and visitor.session and visitor.may("admin"):
            await app(scope, receive, send)
        elif scope["type"] == "websocket":
            await WebSocketClose(1008, "Dagster is for admins who are signed in.")(scope, receive, send)
        else:
            await _refuse(scope, known=visitor is not None)(scope, receive, send)

    return guarded


def _refuse(scope: Scope, *, known: bool) -> Response:
    if known:
        return PlainTextResponse("Dagster is for admins.\n", 403)
    if scope["method"] != "GET":
        return PlainTextResponse("Sign in first.\n", 401)
    return RedirectResponse(f"/login?next={quote(scope['path'])}", 303)
