"""Sandboxes to ask, over real HTTP on this machine."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from cointracker_pipeline.sandbox.running import running_sandbox
from cointracker_pipeline_tests.sandbox.asking import ADDRESS, Asker


@pytest.fixture
def start() -> Iterator[Callable[..., Asker]]:
    """Start sandboxes that end with the test."""
    with ExitStack() as stack:

        def begin(**options: Any) -> Asker:
            asker = Asker(stack.enter_context(running_sandbox(**options)))
            stack.callback(asker.session.close)
            return asker

        yield begin


@pytest.fixture
def ask(start: Callable[..., Asker]) -> Asker:
    """Give a sandbox of a few generated wallets without limits, in which ``ADDRESS`` has seven transactions."""
    asker = start(wallets=6, transactions=(3, 20))
    amounts = (500, 400, 300, 200, 100, 50, -25)
    asker.sandbox.control.mine("bitcoin", transactions=[{"address": ADDRESS, "amount": one} for one in amounts])
    return asker
