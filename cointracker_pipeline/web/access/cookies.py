"""The cookie that holds a session's secret."""

from starlette.requests import HTTPConnection
from starlette.responses import Response

_PLAIN = "cointracker_session"
_SECURE = f"__Host-{_PLAIN}"


def read_cookie(connection: HTTPConnection) -> str:
    """Return the secret of the session, empty without one."""
    return connection.cookies.get(_name(connection), "")


def give_cookie(response: Response, connection: HTTPConnection, secret: str, seconds: int) -> None:
    """Let the browser keep the secret: no script reads it, no other site's page sends it."""
    response.set_cookie(
        _name(connection),
        secret,
        max_age=seconds,
        path="/",
        secure=_is_secure(connection),
        httponly=True,
        samesite="lax",
    )


def take_cookie(response: Response, connection: HTTPConnection) -> None:
    """Let the browser forget the secret."""
    response.delete_cookie(_name(connection), path="/", secure=_is_secure(connection), httponly=True, samesite="lax")


def _name(connection: HTTPConnection) -> str:
    """A name that begins with ``__Host-`` is held by browsers to https and to this very host."""
    return _SECURE if _is_secure(connection) else _PLAIN


def _is_secure(connection: HTTPConnection) -> bool:
    return connection.url.scheme in {"https", "wss"}
