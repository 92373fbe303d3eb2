"""Cookies that hold a secret: no script reads them, no other site's page sends them."""

from dataclasses import dataclass

from starlette.requests import HTTPConnection
from starlette.responses import Response


@dataclass(frozen=True, slots=True)
class SecretCookie:
    """A cookie; over https its name begins with ``__Host-``, by which browsers hold it to https and to this host."""

    plain_name: str

    def read(self, connection: HTTPConnection) -> str:
        """Return the secret, empty without one."""
        return connection.cookies.get(self.name(connection), "")

    def give(self, response: Response, connection: HTTPConnection, secret: str, seconds: int) -> None:
        """Let the browser keep the secret."""
        name, secure = self.name(connection), _is_secure(connection)
        response.set_cookie(name, secret, max_age=seconds, path="/", secure=secure, httponly=True, samesite="lax")

    def take(self, response: Response, connection: HTTPConnection) -> None:
        """Let the browser forget the secret."""
        name, secure = self.name(connection), _is_secure(connection)
        response.delete_cookie(name, path="/", secure=secure, httponly=True, samesite="lax")

    def name(self, connection: HTTPConnection) -> str:
        """Return the cookie's name here."""
        return f"__Host-{self.plain_name}" if _is_secure(connection) else self.plain_name


SESSION = SecretCookie("cointracker_session")
BROWSER = SecretCookie("cointracker_browser")
"""Tells only that somebody signed in here before; it opens nothing."""


def _is_secure(connection: HTTPConnection) -> bool:
    return connection.url.scheme in {"https", "wss"}
