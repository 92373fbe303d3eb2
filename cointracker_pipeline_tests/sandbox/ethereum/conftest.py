"""A sandbox with Ethereum accounts of every kind."""

from collections.abc import Callable

import pytest

from cointracker_pipeline_tests.sandbox.asking import Asker


@pytest.fixture
def ether(start: Callable[..., Asker]) -> Asker:
    """Give a sandbox with one generated account of each kind and forty transactions in each."""
    return start(wallets=8, transactions=40, chains=("ethereum",))
