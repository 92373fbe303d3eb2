"""The ledger's rules, one example each."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from cointracker_pipeline.domain.budget import Grant, Limits, Refusal
from cointracker_pipeline.storage.registry import Registry
from cointracker_pipeline.storage.registry.engine import Database
from cointracker_pipeline.storage.registry.pruning import prune
from cointracker_pipeline.storage.registry.tables import points_by_day, points_ledger

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
MIDNIGHT = datetime(2026, 1, 2, tzinfo=UTC)
FREE = Limits(None, None)
TWO_A_MINUTE = Limits(2, None)


def seconds(number: float) -> timedelta:
    """Return a duration."""
    return timedelta(seconds=number)


def grant(registry: Registry, now: datetime, millipoints: int = 1000, limits: Limits = FREE) -> Grant:
    """Reserve what must be granted."""
    answer = registry.ledger.reserve("key", "address", millipoints, limits, now)
    assert isinstance(answer, Grant)
    return answer


def test_a_request_costs_what_was_charged_in_the_end(registry: Registry) -> None:
    """Its expected price counts until then; settling again changes nothing."""
    given = grant(registry, NOON, 2000)
    assert registry.ledger.spent_today("key", NOON) == 2000
    registry.ledger.settle(given, 1003, NOON + seconds(1))
    registry.ledger.settle(given, 5, NOON + seconds(2))
    assert registry.ledger.spent_today("key", NOON) == 1003


def test_a_full_minute_ends_when_the_oldest_request_expires(registry: Registry) -> None:
    """60.25 seconds after its answer was complete, not earlier."""
    for second in (0, 10):
        registry.ledger.settle(grant(registry, NOON + seconds(second)), 1, NOON + seconds(second + 5))
    free_at = NOON + seconds(5 + 60.25)
    refusal = registry.ledger.reserve("key", "address", 1, TWO_A_MINUTE, NOON + seconds(20))
    assert refusal == Refusal(free_at, day_spent=False)
    too_early = registry.ledger.reserve("key", "address", 1, TWO_A_MINUTE, free_at - seconds(1e-6))
    assert too_early == refusal
    assert isinstance(registry.ledger.reserve("key", "address", 1, TWO_A_MINUTE, free_at), Grant)


def test_a_lowered_limit_waits_for_as_many_as_are_too_many(registry: Registry) -> None:
    """With five requests counting and a limit of two, the fourth must have expired."""
    for second in range(5):
        registry.ledger.settle(grant(registry, NOON), 1, NOON + seconds(second))
    refusal = registry.ledger.reserve("key", "address", 1, TWO_A_MINUTE, NOON + seconds(10))
    assert refusal == Refusal(NOON + seconds(3 + 60.25), day_spent=False)


def test_a_request_in_flight_counts_however_long_it_takes(registry: Registry) -> None:
    """The service may see it at any moment; the refusal names the soonest it can have expired."""
    first = grant(registry, NOON)
    grant(registry, NOON)
    late = NOON + seconds(100)
    refusal = registry.ledger.reserve("key", "address", 1, TWO_A_MINUTE, late)
    assert refusal == Refusal(late + seconds(60.25), day_spent=False)
    registry.ledger.settle(first, 1, late)
    still = registry.ledger.reserve("key", "address", 1, TWO_A_MINUTE, late + seconds(60))
    assert isinstance(still, Refusal)


def test_a_request_whose_process_died_stops_counting_after_three_minutes(registry: Registry) -> None:
    """Toward the minute; toward the day it counts for good."""
    for _ in range(2):
        grant(registry, NOON)
    before = registry.ledger.reserve("key", "address", 1, TWO_A_MINUTE, NOON + seconds(179))
    assert before == Refusal(NOON + seconds(180.25), day_spent=False)
    grant(registry, NOON + seconds(180.25), limits=TWO_A_MINUTE)
    assert registry.ledger.spent_today("key", NOON + seconds(180.25)) == 3000


def test_a_spent_day_ends_at_midnight(registry: Registry) -> None:
    """A request that fits exactly is granted; the first that does not waits for the next UTC day."""
    limits = Limits(None, 3000)
    for _ in range(2):
        registry.ledger.settle(grant(registry, NOON, 1500, limits), 1500, NOON)
    refusal = registry.ledger.reserve("key", "address", 1, limits, NOON)
    assert refusal == Refusal(MIDNIGHT, day_spent=True)
    grant(registry, MIDNIGHT, 3000, limits)


def test_the_day_is_utc_wherever_the_clock_stands(registry: Registry) -> None:
    """A time in another zone is the same moment."""
    grant(registry, NOON, 1500)
    tokyo = datetime.fromisoformat("2026-01-02T08:59:59+09:00")
    assert registry.ledger.spent_today("key", tokyo) == 1500
    refusal = registry.ledger.reserve("key", "address", 1, Limits(None, 1500), tokyo)
    assert refusal == Refusal(MIDNIGHT, day_spent=True)


def test_a_request_in_flight_over_midnight_counts_on_both_days(registry: Registry) -> None:
    """The service may charge it on either."""
    given = grant(registry, MIDNIGHT - seconds(1), 1000)
    assert registry.ledger.spent_today("key", MIDNIGHT) == 1000
    registry.ledger.settle(given, 900, MIDNIGHT + seconds(1))
    assert registry.ledger.spent_today("key", MIDNIGHT + seconds(1)) == 900


def test_accounts_do_not_share(registry: Registry) -> None:
    """Another key has its own minute and its own day."""
    limits = Limits(1, 1000)
    grant(registry, NOON, 1000, limits)
    assert isinstance(registry.ledger.reserve("other", "address", 1000, limits, NOON), Grant)
    assert registry.ledger.spent_today("key", NOON) == 1000


def test_the_books_are_raised_to_what_the_service_says_and_never_lowered(registry: Registry) -> None:
    """A correction counts toward the day and not toward the minute."""
    registry.ledger.settle(grant(registry, NOON, 1000), 1000, NOON)
    for said in (400, 2500, 2500):
        registry.ledger.adjust("key", said, NOON)
    assert registry.ledger.spent_today("key", NOON) == 2500
    assert isinstance(registry.ledger.reserve("key", "address", 1, TWO_A_MINUTE, NOON), Grant)
    assert registry.ledger.spent_today("key", MIDNIGHT) == 0


def test_a_limit_of_none_at_all_refuses_everything(registry: Registry) -> None:
    """Zero requests or zero points is a limit, not the absence of one."""
    assert isinstance(registry.ledger.reserve("key", "address", 1, Limits(0, None), NOON), Refusal)
    assert isinstance(registry.ledger.reserve("key", "address", 1, Limits(None, 0), NOON), Refusal)


def test_a_clock_that_was_set_back_does_not_shorten_the_minute(registry: Registry) -> None:
    """An answer is never older than its request."""
    registry.ledger.settle(grant(registry, NOON), 1, NOON - seconds(100))
    refusal = registry.ledger.reserve("key", "address", 1, Limits(1, None), NOON)
    assert refusal == Refusal(NOON + seconds(60.25), day_spent=False)


def test_entries_older_than_ninety_days_become_one_sum_a_day(registry: Registry, url: str) -> None:
    """What was spent stays known; pruning again changes nothing, and newer entries stay."""
    for hour in (0, 11):
        registry.ledger.settle(grant(registry, NOON + timedelta(hours=hour)), 700, NOON + timedelta(hours=hour))
    registry.ledger.adjust("key", 2000, NOON)
    grant(registry, MIDNIGHT)
    database = Database(url)
    for _ in range(2):
        with database.writing() as connection:
            prune(connection, MIDNIGHT + timedelta(days=90, hours=5))
    with database.reading() as connection:
        sums = connection.execute(select(points_by_day)).all()
        left = connection.execute(select(points_ledger.c.reserved_at)).scalars().all()
    database.close()
    assert [tuple(row) for row in sums] == [("key", MIDNIGHT - timedelta(days=1), 2, 2000)]
    assert left == [MIDNIGHT]
