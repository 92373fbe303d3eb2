"""Sandboxes to ask, over real HTTP on this machine."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from cointracker_pipeline.sandbox.control import Control
from cointracker_pipeline.sandbox.running import RunningSandbox, make_service, running_app
from cointracker_pipeline.sandbox.server import create_app
from cointracker_pipeline_tests.sandbox.asking import ADDRESS, Asker


class Switch:
    """Serves whichever application the running test has put in: starting a server takes longer than a test."""

    app: ASGIApp
    url: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request to the test's application."""
        await self.app(scope, receive, send)


@pytest.fixture(scope="session")
def switch() -> Iterator[Switch]:
    """Give the server that all tests share."""
    shared = Switch()
    with running_app(shared) as shared.url:
        yield shared


@pytest.fixture
def start(switch: Switch) -> Iterator[Callable[..., Asker]]:
    """Put a sandbox of the test's own behind the server; a test has one at a time."""
    askers: list[Asker] = []

    def begin(**options: Any) -> Asker:
        service = make_service(**options)
        switch.app = create_app(service)
        askers.append(Asker(RunningSandbox(switch.url, service, Control(service))))
        return askers[-1]

    yield begin
    for asker in askers:
        asker.session.close()


@pytest.fixture
def ask(start: Callable[..., Asker]) -> Asker:
    """Give a sandbox of a few generated wallets without limits, in which ``ADDRESS`` has seven transactions."""
    asker = start(wallets=6, transactions=(3, 20))
    amounts = (500, 400, 300, 200, 100, 50, -25)
    asker.sandbox.control.mine("bitcoin", transactions=[{"address": ADDRESS, "amount": one} for one in amounts])
    return asker
