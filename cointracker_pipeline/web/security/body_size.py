"""No body is longer than its route may need; what comes without a length is counted."""

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST = 1_000_000
MOST_UPLOADED = 51_000_000
"""A spreadsheet may have 50 MB; a form around it some more."""

_UPLOADS = ("/wallets/add", "/uploads", "/api/uploads")


class TooLargeError(Exception):
    """A body went on after its limit; caught here, never seen elsewhere."""


class BodySize:
    """Answers 413 to a body that is too long, before it is read when its length is told."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, unless the body is too long."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = MOST_UPLOADED if scope["path"] in _UPLOADS else MOST
        told = dict(scope["headers"]).get(b"content-length", b"0")
        if not told.isdigit() or int(told) > most:
            await _refuse(most)(scope, receive, send)
            return
        received = 0
        started = False

        async def receive_counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > most:
                raise TooLargeError
            return message

        async def send_noting(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive_counted, send_noting)
        except TooLargeError:
            if not started:
                await _refuse(most)(scope, receive, send)


def _refuse(most: int) -> PlainTextResponse:
    text = f"The request's body is longer than the {most:,} bytes that are taken here.\n"
    return PlainTextResponse(text, 413, {"Connection": "close"})
