"""What nobody expected: written down with its traceback for the operator, told without it to whoever asked."""

import logging

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from cointracker_pipeline.web.failures import answer

LOGGER = "cointracker.web"

_DETAIL = "Something went wrong here that should not. It was written down; the operator finds it in the log."


class Crashes:
    """Answers 500 to a request at which the application fails; an answer that has begun is broken off.

    It stands inside of the security headers, where the framework's own handler would stand outside.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, unless it fails."""
        started = False

        async def send_noting(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, send_noting)
        except Exception:
            if started or scope["type"] == "lifespan":
                raise
            # The query stays out: it may hold a link's secret.
            logging.getLogger(LOGGER).exception("%s %r failed", scope.get("method", "WebSocket"), scope["path"])
            await _refuse(scope)(scope, receive, send)


def _refuse(scope: Scope) -> ASGIApp:
    return WebSocketClose(1011, _DETAIL) if scope["type"] == "websocket" else answer(Request(scope), 500, _DETAIL)
