"""Threads of one process pay from one budget, in books on disk, and never more than it holds."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random

import pytest

from cointracker_pipeline.blockchair.budget import Budget
from cointracker_pipeline.domain.budget import Limits
from cointracker_pipeline.errors import QuotaError
from cointracker_pipeline.storage.registry import Registry
from cointracker_pipeline_tests.blockchair.shared_time import SharedTime

THREADS = 8
MINUTE = timedelta(seconds=60)


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    """Open an empty registry."""
    with Registry(f"sqlite:///{tmp_path / 'registry.sqlite'}") as registry:
        registry.prepare()
        yield registry


def test_threads_together_keep_to_the_minute(registry: Registry) -> None:
    """160 requests of eight threads: no 60 seconds hold more than 30, all are granted, and no minute is wasted."""
    time, sent = SharedTime(), list[datetime]()
    budget = Budget(registry.ledger, "key", Limits(30, None), clock=time.clock, sleep=time.sleep)

    def ask() -> None:
        for _ in range(20):
            with budget.spend("address", 2000):
                sent.append(time.now)

    time.run([ask] * THREADS)
    sent.sort()
    assert len(sent) == 160
    assert all(later - earlier > MINUTE for earlier, later in zip(sent, sent[30:], strict=False))
    assert sent[-1] - sent[0] < 6 * MINUTE


def test_threads_together_keep_to_the_day(registry: Registry) -> None:
    """Points run out while eight ask: what was charged stays within the limit and comes close to it; all end."""
    time, charged = SharedTime(), list[int]()
    budget = Budget(registry.ledger, "key", Limits(None, 100_000), clock=time.clock, sleep=time.sleep)

    def ask(seed: int) -> None:
        random = Random(seed)
        while True:
            with budget.spend("address", 2000) as spending:
                charged.append(spending.charge(random.randint(0, 2000)))

    def ask_until_refused(seed: int) -> None:
        with pytest.raises(QuotaError, match="of today's 100 points"):
            ask(seed)

    time.run([partial(ask_until_refused, seed) for seed in range(THREADS)])
    assert 100_000 - THREADS * 2000 < sum(charged) <= 100_000
    assert budget.spent_today == sum(charged)
