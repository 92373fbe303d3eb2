"""No token asks more often than it may, and nobody tries many that open nothing."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cointracker_pipeline.storage.registry.secrets import digest_of
from cointracker_pipeline.web.access.events import note_event
from cointracker_pipeline.web.access.networks import network_of
from cointracker_pipeline.web.failures import answer
from cointracker_pipeline.web.security.buckets import MINUTE, Buckets, Level

FAILED_PART = 20
"""Of the requests that a token has, one place may send this part with tokens that open nothing."""

_MOST_GOOD = 10_000
_UNAUTHORIZED = 401
_FAILED = 400


class Pace:
    """Answers 429 to a token that asked ``per_minute`` times within a minute, and tells each answer what is left.

    So it does to whoever, from one network, sent many tokens that open nothing; a token that did open something goes on
    there all the same. All is counted in this process, and forgotten with it. Requests with a cookie are not counted;
    ``per_minute`` of 0 counts nothing.
    """

    def __init__(self, app: ASGIApp, per_minute: int) -> None:
        self._app = app
        self._requests = Buckets(per_minute) if per_minute else None
        self._failures = Buckets(max(1, per_minute // FAILED_PART))
        self._good: dict[str, None] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, unless there were too many."""
        secret = _find_token(scope)
        if self._requests is None or secret is None:
            await self._app(scope, receive, send)
            return
        connection, token = HTTPConnection(scope), digest_of(secret)
        failures = self._failures.look(network_of(connection))
        if failures.wait_seconds and token not in self._good:
            note_event("token not tried", connection)
            text = "Too many tokens came from there that open nothing; wait, or send one that does."
            await _refuse(scope, text, failures.wait_seconds)(scope, receive, send)
            return
        level = self._requests.take(token)
        told = _tell(self._requests.per_minute, level)
        if level.wait_seconds:
            text = f"This token may ask {self._requests.per_minute} times a minute; wait a little."
            await _refuse(scope, text, level.wait_seconds, told)(scope, receive, send)
            return

        async def send_telling(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._note(message["status"], token, connection)
                MutableHeaders(scope=message).update(told)
            await send(message)

        await self._app(scope, receive, send_telling)

    def _note(self, status: int, token: str, connection: HTTPConnection) -> None:
        """Learn from an answer: other refusals than 401 may come before anybody looked at the token."""
        if status == _UNAUTHORIZED:
            self._good.pop(token, None)
            self._failures.take(network_of(connection))
        elif status < _FAILED:
            self._good[token] = None
            if len(self._good) > _MOST_GOOD:
                del self._good[next(iter(self._good))]


def _find_token(scope: Scope) -> str | None:
    if scope["type"] != "http" or not scope["path"].startswith("/api/"):
        return None
    kind, _, secret = Headers(scope=scope).get("authorization", "").partition(" ")
    return secret.strip() if kind.lower() == "bearer" else None


def _tell(per_minute: int, level: Level) -> dict[str, str]:
    """Return the headers of draft-ietf-httpapi-ratelimit-headers-10."""
    return {
        "RateLimit-Policy": f'"token";q={per_minute};w={MINUTE}',
        "RateLimit": f'"token";r={level.left};t={level.full_in_seconds}',
    }


def _refuse(scope: Scope, text: str, wait_seconds: int, told: dict[str, str] | None = None) -> ASGIApp:
    return answer(Request(scope), 429, text, {"Retry-After": str(wait_seconds), **(told or {})})
