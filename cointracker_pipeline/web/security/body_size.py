"""No body is longer than its route may need; what comes without a length is counted."""

from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cointracker_pipeline.web.failures import answer

MOST = 1_000_000
MOST_UPLOADED = 51_000_000
"""A spreadsheet may have 50 MB; a form around it some more."""

_UPLOADS = ("/wallets/add", "/uploads", "/api/uploads")
_DIGITS = 15
"""Longer lengths are not looked at: Python refuses to read a number of thousands of digits."""


class _TooLongError(Exception):
    """A body went on after its limit; raised to end whoever reads it."""


class BodySize:
    """Answers 413 to a body that is too long, before it is read when its length is told.

    A form is read before its route asks who sent it, so ``is_known`` is asked here: nobody sends what is long.
    """

    def __init__(self, app: ASGIApp, is_known: Callable[[HTTPConnection], bool]) -> None:
        self._app = app
        self._is_known = is_known

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, unless the body is too long."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = await self._limit(scope)
        told = dict(scope["headers"]).get(b"content-length", b"0")
        if not told.isdigit() or len(told) > _DIGITS or int(told) > most:
            await self._refuse(scope, most)(scope, receive, send)
        else:
            await self._count(scope, receive, send, most)

    async def _limit(self, scope: Scope) -> int:
        if scope["method"] != "POST" or scope["path"] not in _UPLOADS:
            return MOST
        return MOST_UPLOADED if await run_in_threadpool(self._is_known, HTTPConnection(scope)) else MOST

    async def _count(self, scope: Scope, receive: Receive, send: Send, most: int) -> None:
        received = 0
        started = False

        async def receive_counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > most:
                raise _TooLongError
            return message

        async def send_noting(message: Message) -> None:
            nonlocal started
            if received > most and not started:
                raise _TooLongError  # a framework that caught the first one would call it something else
            started = True
            await send(message)

        try:
            await self._app(scope, receive_counted, send_noting)
        except _TooLongError:
            if started:
                raise
            await self._refuse(scope, most)(scope, receive, send)

    def _refuse(self, scope: Scope, most: int) -> ASGIApp:
        text = f"The request's body is longer than the {most:,} bytes that are taken here."
        return answer(Request(scope), 413, text, {"Connection": "close"})
