"""A run's log tells how far it is, and not too often."""

import pytest

from cointracker_pipeline.defs.ticker import EVERY_SECONDS, Ticker
from cointracker_pipeline.sync.progress import Progress
from cointracker_pipeline_tests.defs.stage import REAL_RUNS

pytestmark = REAL_RUNS


def test_a_line_each_ten_seconds() -> None:
    """Each tells the counts so far and the time left; what is in between is not told."""
    now, lines = [1_000.0], list[str]()
    progress = Progress(wallets_total=100, listener=Ticker(lines.append, lambda: now[0]))
    for _ in range(40):
        progress.add_wallet(failed=False)
        progress.add_page(4, 1_100)
        now[0] += EVERY_SECONDS / 16
    assert lines == [
        "17 of 100 wallets, 16 pages, 64 rows, 17 points in 10 seconds; about 49 seconds left",
        "33 of 100 wallets, 32 pages, 128 rows, 35 points in 20 seconds; about 41 seconds left",
    ]


@pytest.mark.parametrize(("done", "left"), [(0, ""), (10, "; about 50 minutes left"), (11, "; about 45 minutes left")])
def test_the_time_left_is_told_once_something_is_done(done: int, left: str) -> None:
    """It is what the rest takes if it is like what is done."""
    lines = list[str]()
    now = iter([0.0, 600.0])
    ticker = Ticker(lines.append, lambda: next(now))
    ticker(Progress(wallets_total=60, wallets_done=done, failed=1 if done else 0))
    assert lines[0].endswith(f"in 10 minutes{left}")
    assert ("(1 failed)" in lines[0]) is bool(done)
