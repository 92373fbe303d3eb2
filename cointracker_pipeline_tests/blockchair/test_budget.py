"""No request goes out before the books allow it, and each is written down."""

from datetime import UTC, datetime, timedelta

import pytest

from cointracker_pipeline.blockchair.budget import Budget, choose_limits, name_account
from cointracker_pipeline.domain.budget import Limits
from cointracker_pipeline.errors import QuotaError
from cointracker_pipeline_tests.blockchair.fakes import FakeTime, MemoryLedger


def make_budget(limits: Limits, fake_time: FakeTime, *, limits_are_set: bool = False) -> Budget:
    """Return a budget over empty books."""
    return Budget(
        MemoryLedger(), "keyless", limits, clock=fake_time.clock, sleep=fake_time.sleep, limits_are_set=limits_are_set
    )


def test_the_server_never_sees_more_than_the_limit_in_any_minute(fake_time: FakeTime) -> None:
    """Any 60 seconds hold at most the limit, however long the requests take."""
    budget = make_budget(Limits(3, None), fake_time)
    seen: list[datetime] = []
    for seconds in [0, 2, 0, 30, 1, 0, 0, 59, 0, 0, 0, 7]:
        with budget.spend("address", 1000):
            seen.append(fake_time.now)
            fake_time.now += timedelta(seconds=seconds)
    assert all(later - first >= timedelta(seconds=60) for first, later in zip(seen, seen[3:], strict=False))


def test_a_spent_day_raises_with_the_next_midnight(fake_time: FakeTime) -> None:
    """What does not fit into the day is refused until 00:00 UTC, without a wait."""
    budget = make_budget(Limits(None, 2_500), fake_time)
    with budget.spend("address", 2_000):
        pass
    with (
        pytest.raises(QuotaError, match=r"costs 2 points, and of today's 2\.5 points 2 are") as caught,
        budget.spend("address", 2_000),
    ):
        pass
    assert caught.value.resume_at == datetime(2026, 11, 24, tzinfo=UTC)
    assert fake_time.slept == []


def test_the_real_price_is_written_down(fake_time: FakeTime) -> None:
    """The answer's own figure replaces the expected one."""
    budget = make_budget(Limits(None, None), fake_time)
    with budget.spend("address", 2_000) as spending:
        spending.charge(2_500)
    assert budget.spent_today == 2_500


@pytest.mark.parametrize("told", [None, ...])
def test_the_expected_price_stands_when_no_answer_tells(told: object, fake_time: FakeTime) -> None:
    """A request without an answer, or whose answer names no price, costs what was expected."""
    budget = make_budget(Limits(None, None), fake_time)
    with budget.spend("address", 2_000) as spending:
        if told is None:
            spending.charge(None)
    assert budget.spent_today == 2_000


def test_a_failing_request_is_settled(fake_time: FakeTime) -> None:
    """An error inside the block leaves no reservation open."""
    ledger = MemoryLedger()
    budget = Budget(ledger, "keyless", Limits(1, None), clock=fake_time.clock, sleep=fake_time.sleep)
    with pytest.raises(RuntimeError), budget.spend("address", 2_000):
        raise RuntimeError
    assert ledger.entries[0].settled_at == fake_time.now


def test_documented_limits_hold_unless_set() -> None:
    """Without a key 30 requests a minute and 1,440 points a day, with one none; settings win, 0 lifts."""
    assert choose_limits(None, None, None) == Limits(30, 1_440_000)
    assert choose_limits("key", None, None) == Limits(None, None)
    assert choose_limits(None, 5, 100) == Limits(5, 100_000)
    assert choose_limits(None, 0, 0) == Limits(None, None)


def test_an_account_is_named_without_its_key() -> None:
    """Different keys have different names, and no name holds its key."""
    assert name_account(None) == "keyless"
    assert name_account("secret") != name_account("other")
    assert "secret" not in name_account("secret")


def test_the_service_is_believed_where_it_counts_more(fake_time: FakeTime) -> None:
    """Its own sum raises ours, and the plan's day becomes the limit."""
    budget = make_budget(Limits(None, None), fake_time)
    budget.reconcile(7_000, 10_000)
    assert (budget.spent_today, budget.limits) == (7_000, Limits(None, 10_000))
    budget.reconcile(3_000, 10_000)
    assert budget.spent_today == 7_000


def test_a_limit_that_a_person_set_outlives_the_plan(fake_time: FakeTime) -> None:
    """The plan's day does not replace a chosen one."""
    budget = make_budget(Limits(None, 50), fake_time, limits_are_set=True)
    budget.reconcile(0, 10_000)
    assert budget.limits.millipoints_per_day == 50
