"""The next time of a schedule is that which cron would take."""

from datetime import UTC, datetime

import pytest

from cointracker_pipeline.domain.schedule import find_next


def at(text: str) -> datetime:
    """Return a time in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("schedule", "after", "expected"),
    [
        ("0 2 * * *", "2026-11-24T01:59:59", "2026-11-24T02:00"),
        ("0 2 * * *", "2026-11-24T02:00:00", "2026-11-25T02:00"),
        ("*/20 * * * *", "2026-11-24T23:45:00", "2026-11-25T00:00"),
        ("5,35 8-10 * * *", "2026-11-24T10:05:30", "2026-11-24T10:35"),
        ("0 0 29 2 *", "2026-03-01T00:00:00", "2028-02-29T00:00"),
        ("30 4 * * mon-fri", "2026-11-27T05:00:00", "2026-11-30T04:30"),  # a Friday
        ("0 0 * * 7", "2026-11-24T00:00:00", "2026-11-29T00:00"),  # Sunday has two numbers
        ("0 0 13 * fri", "2026-11-24T00:00:00", "2026-11-27T00:00"),  # either suffices
        ("0 0 1 JAN *", "2026-11-24T00:00:00", "2027-01-01T00:00"),
        ("0 0 10/10 * *", "2026-11-24T00:00:00", "2026-11-30T00:00"),
    ],
)
def test_the_next_time_is_found(schedule: str, after: str, expected: str) -> None:
    """Steps, lists, spans and names; never the time itself, always one after it."""
    assert find_next(schedule, at(after)) == at(expected)


def test_a_day_that_never_comes_is_none() -> None:
    """The 30th of February."""
    assert find_next("0 0 30 2 *", at("2026-11-24T00:00")) is None
