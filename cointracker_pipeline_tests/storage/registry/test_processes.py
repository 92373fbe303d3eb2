"""Many processes on one registry: nothing is lost, nothing is given twice, nobody is turned away."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier

import pytest

from cointracker_pipeline.domain.budget import Grant, Limits
from cointracker_pipeline.domain.wallet import TrackedWallet, Wallet
from cointracker_pipeline.storage.registry import Registry

pytestmark = pytest.mark.usefixtures("from_scratch")

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
LIMIT = 30


def start_together(url: str, barrier: Barrier, number: int) -> None:
    """Prepare a registry that may not exist yet, and add wallets to it."""
    barrier.wait()
    with Registry(url) as registry:
        registry.prepare()
        registry.ask("refresh", ["bitcoin:shared"], "ann", NOW)
        for turn in range(10):
            registry.add_wallets([TrackedWallet(Wallet("bitcoin", f"{number}-{turn}"))], NOW)
            registry.add_wallets([TrackedWallet(Wallet("bitcoin", "shared"))], NOW)


def reserve_greedily(url: str, barrier: Barrier, number: int) -> None:
    """Reserve more than the limit leaves, leaving some unsettled."""
    barrier.wait()
    with Registry(url) as registry:
        for turn in range(2 * LIMIT):
            grant = registry.ledger.reserve("key", "address", 1000, Limits(LIMIT, None), NOW)
            if isinstance(grant, Grant) and turn % 2 == number % 2:
                registry.ledger.settle(grant, 900, NOW)


def spend_the_day(url: str, barrier: Barrier, number: int) -> None:
    """Reserve and settle until the day is spent."""
    barrier.wait()
    with Registry(url) as registry:
        for _ in range(LIMIT):
            now = NOW + timedelta(seconds=number)
            grant = registry.ledger.reserve("key", "address", 1000, Limits(None, 50_500), now)
            if isinstance(grant, Grant):
                registry.ledger.settle(grant, 1000, now)


def run_together(url: str, work: Callable[[str, Barrier, int], None], processes: int) -> None:
    """Run a function in several fresh processes at the same moment; none may fail."""
    context = get_context("spawn")
    barrier = context.Barrier(processes)
    started = [context.Process(target=work, args=(url, barrier, number)) for number in range(processes)]
    for one in started:
        one.start()
    for one in started:
        one.join(120)
    codes = [one.exitcode for one in started]
    for one in started:
        one.close()
    assert codes == [0] * processes


def test_processes_may_start_at_once_on_nothing(url: str) -> None:
    """One makes the tables, all go on, and every wallet is there once."""
    run_together(url, start_together, 6)
    with Registry(url) as registry:
        assert len(registry.list_wallets()) == 61
        assert len(registry.waiting_requests()) == 1


def test_processes_together_never_get_more_than_a_minute_holds(registry: Registry, url: str) -> None:
    """As many grants as the limit, exactly, however they race."""
    run_together(url, reserve_greedily, 4)
    syncs = registry.ledger.spent_today("key", NOW)
    assert 900 * LIMIT <= syncs <= 1000 * LIMIT
    assert not isinstance(registry.ledger.reserve("key", "address", 1, Limits(LIMIT, None), NOW), Grant)
    assert isinstance(registry.ledger.reserve("key", "address", 1, Limits(LIMIT + 1, None), NOW), Grant)


def test_processes_together_never_spend_more_than_a_day_holds(registry: Registry, url: str) -> None:
    """Every settlement is in the sum, and the sum stops right below the limit."""
    run_together(url, spend_the_day, 4)
    assert registry.ledger.spent_today("key", NOW) == 50_000
