"""Nothing behind the guard answers before someone is let in."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from starlette.applications import Starlette
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.types import Scope
from starlette.websockets import WebSocket
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from cointracker_pipeline.web.security.guard import Guard
from cointracker_pipeline_tests.web.served import served

KEY = {"x-key": "right"}
HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


async def _judge(scope: Scope) -> int:
    return {"right": 0, "other": 403}.get(HTTPConnection(scope).headers.get("x-key", ""), 401)


async def _greet(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_text("secret")
    await websocket.close()


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """Serve a page and a WebSocket behind a guard."""
    routes = [
        Route("/{path:path}", lambda _: PlainTextResponse("secret"), methods=["GET", "HEAD", "POST"]),
        WebSocketRoute("/ws", _greet),
    ]
    with served(Guard(Starlette(routes=routes), _judge)) as base:
        yield base


def test_who_is_let_in_gets_everything(url: str) -> None:
    """Requests and WebSockets of someone who is let in reach the application."""
    assert requests.get(f"{url}/page", headers=KEY, timeout=5).text == "secret"
    with connect(f"{url.replace('http', 'ws')}/ws", additional_headers=KEY) as socket:
        assert socket.recv(timeout=5) == "secret"


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "OPTIONS"])
def test_programs_are_told_401(url: str, method: str) -> None:
    """Whatever does not ask for a page gets 401 in the one form of errors, and nothing of the application."""
    answer = requests.request(method, f"{url}/page", timeout=5, allow_redirects=False)
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json()["status"] == 401


def test_somebody_who_may_not_is_told_403(url: str) -> None:
    """Not sent to the login, which would send them back."""
    answer = requests.get(f"{url}/page", headers={"x-key": "other", **HTML}, timeout=5, allow_redirects=False)
    assert answer.status_code == 403


def test_forms_are_told_401(url: str) -> None:
    """A form that is sent without a login is not sent again by a redirect, although a browser wants HTML."""
    assert requests.post(f"{url}/page", headers=HTML, timeout=5, allow_redirects=False).status_code == 401


@pytest.mark.parametrize(
    ("asked", "target"),
    [
        ("/dagster/assets?view=a%26b&x=1", "/dagster/assets?view=a%26b&x=1"),
        ("/dagster/a%20b%3Fc", "/dagster/a%20b%3Fc"),
        ("//evil.example/page", "/evil.example/page"),
        ("/%5Cevil.example", "/evil.example"),
    ],
)
def test_browsers_come_back_after_the_login(url: str, asked: str, target: str) -> None:
    """A page that was asked for is the login's ``next``: whole, and always a path of this site."""
    answer = requests.get(f"{url}{asked}", headers=HTML, timeout=5, allow_redirects=False)
    assert answer.status_code == 303
    location = urlsplit(answer.headers["location"])
    assert (location.netloc, location.path) == ("", "/login")
    assert parse_qs(location.query) == {"next": [target]}


def test_websocket_is_refused_before_it_is_accepted(url: str) -> None:
    """A WebSocket without a login gets HTTP 403 and never a message."""
    with (
        pytest.raises(InvalidStatus) as refused,
        connect(f"{url.replace('http', 'ws')}/ws", additional_headers={"x-key": "wrong"}),
    ):
        pass
    assert refused.value.response.status_code == 403
