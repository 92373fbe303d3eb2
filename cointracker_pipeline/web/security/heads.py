"""``HEAD`` is answered for every page that ``GET`` is answered for, without the body."""

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class _HeadSentError(OSError):
    """The head of the answer is out; raised to end whatever would go on to make its body."""


class Heads:
    """Asks the application as for ``GET``, and stops it after the head: a stream would go on for ever."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does; to ``HEAD`` with the head alone."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        sent = False

        async def send_head(message: Message) -> None:
            nonlocal sent
            if message["type"] == "http.response.start":
                sent = True
                await send(message)
                await send({"type": "http.response.body", "body": b"", "more_body": False})
            else:
                raise _HeadSentError

        try:
            await self._app({**scope, "method": "GET"}, receive, send_head)
        except (_HeadSentError, ClientDisconnect):
            if not sent:
                raise
