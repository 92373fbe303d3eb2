"""What is the same for some moments is computed once."""

import time
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest

from cointracker_pipeline.web.reading.recently import Recently


def test_those_who_ask_together_wait_for_one() -> None:
    """Each key for itself, and anew when that is asked for."""
    counted = count(1)

    def compute() -> int:
        time.sleep(0.05)
        return next(counted)

    known = Recently[int](60)
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: known.get("a", compute), range(8))) == {1}
    assert known.get("b", compute) == 2
    assert known.get("a", compute) == 1
    assert known.get("a", compute, anew=True) == 3


def test_what_is_old_is_computed_again() -> None:
    """And so is what fell out because too much was kept."""
    counted = count(1)
    known = Recently[int](0, most=1)
    assert [known.get("a", lambda: next(counted)) for _ in range(2)] == [1, 2]
    kept = Recently[int](60, most=1)
    for key in "abc":
        kept.get(key, lambda: next(counted))
    assert kept.get("a", lambda: next(counted)) > 3


def test_a_failure_is_nobody_elses() -> None:
    """Whoever asks next computes it."""
    known = Recently[int](60)
    with pytest.raises(ZeroDivisionError):
        known.get("a", lambda: 1 // 0)
    assert known.get("a", lambda: 7) == 7
