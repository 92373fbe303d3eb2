"""The ledger's laws, against a simulated service and a simple model, over random latencies."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cointracker_pipeline.domain.budget import Grant, Ledger, Limits, Refusal
from cointracker_pipeline.storage.registry import Registry

BEFORE_MIDNIGHT = datetime(2026, 1, 1, 23, 58, tzinfo=UTC)
MIDNIGHT = datetime(2026, 1, 2, tzinfo=UTC)
MINUTE = timedelta(seconds=60)
_ACCOUNTS = count()


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """Open one ledger for every example; each example takes an account of its own."""
    path: Path = tmp_path_factory.mktemp("ledger") / "registry.sqlite"
    with Registry(f"sqlite:///{path}") as registry:
        registry.prepare()
        yield registry.ledger


@dataclass(frozen=True)
class Request:
    """One request of a simulated process: idle first, then in flight, arriving somewhere in between."""

    idle_seconds: float
    latency_seconds: float
    arrives_after: float
    price: int
    charged_share: float
    dies: bool
    wakes_late_seconds: float

    @property
    def charge(self) -> int:
        """What the service charges: never more than was expected."""
        return round(self.price * self.charged_share)


_FRACTIONS = st.floats(0, 1)
_REQUESTS = st.builds(
    Request,
    idle_seconds=st.one_of(st.just(0.0), st.floats(0, 90)),
    latency_seconds=st.one_of(st.floats(0, 2), st.floats(0, 120)),
    arrives_after=_FRACTIONS,
    price=st.integers(0, 3000),
    charged_share=_FRACTIONS,
    dies=st.sampled_from([False, False, False, True]),
    wakes_late_seconds=st.one_of(st.just(0.0), st.floats(0, 5)),
)
_PROCESSES = st.lists(st.lists(_REQUESTS, min_size=1, max_size=12), min_size=1, max_size=6)


@dataclass
class World:
    """Simulated processes that share a ledger, and what the service saw: (arrival, charge)."""

    ledger: Ledger
    account: str
    limits: Limits
    seen: list[tuple[datetime, int]] = field(default_factory=list)
    events: list[tuple[datetime, Iterator[datetime]]] = field(default_factory=list)

    def run(self, processes: Sequence[Sequence[Request]]) -> None:
        """Let every process act at its times until all are through."""
        self.events = [(BEFORE_MIDNIGHT, self._act(requests)) for requests in processes]
        while self.events:
            self.events.sort(key=lambda one: one[0], reverse=True)
            _, process = self.events.pop()
            wakes_at = next(process, None)
            if wakes_at is not None:
                self.events.append((wakes_at, process))

    def _act(self, requests: Sequence[Request]) -> Iterator[datetime]:
        """Do a process's requests in turn, yielding when it acts next."""
        now = BEFORE_MIDNIGHT
        for one in requests:
            now += timedelta(seconds=one.idle_seconds)
            yield now
            while isinstance(answer := self._reserve(one, now), Refusal):
                assert answer.retry_at > now
                now = answer.retry_at + timedelta(seconds=one.wakes_late_seconds)
                yield now
            latency = timedelta(seconds=one.latency_seconds)
            self.seen.append((now + latency * one.arrives_after, one.charge))
            now += latency
            yield now
            if not one.dies:
                self.ledger.settle(answer, one.charge, now)

    def _reserve(self, one: Request, now: datetime) -> Grant | Refusal:
        return self.ledger.reserve(self.account, "address", one.price, self.limits, now)


@given(processes=_PROCESSES, limit=st.integers(1, 4))
@settings(max_examples=150, deadline=None)
def test_the_service_never_sees_more_than_the_limit_in_a_minute(
    ledger: Ledger, processes: list[list[Request]], limit: int
) -> None:
    """Whatever the latencies, whoever dies, however late they wake: no 60 seconds hold more; all get through."""
    world = World(ledger, str(next(_ACCOUNTS)), Limits(limit, None))
    world.run(processes)
    arrivals = sorted(arrival for arrival, _ in world.seen)
    assert all(later - earlier > MINUTE for earlier, later in zip(arrivals, arrivals[limit:], strict=False))
    assert len(arrivals) == sum(map(len, processes))


@given(processes=_PROCESSES, limit=st.integers(3000, 9000))
@settings(max_examples=150, deadline=None)
def test_the_service_never_charges_more_than_the_limit_in_a_day(
    ledger: Ledger, processes: list[list[Request]], limit: int
) -> None:
    """Over several midnights, requests in flight at midnight included."""
    world = World(ledger, str(next(_ACCOUNTS)), Limits(None, limit))
    world.run(processes)
    for day in {arrival.date() for arrival, _ in world.seen}:
        assert sum(charge for arrival, charge in world.seen if arrival.date() == day) <= limit


@dataclass
class Entry:
    """One row of the model."""

    price: int
    reserved_at: datetime
    settled_at: datetime | None = None
    is_request: bool = True


@dataclass
class Model:
    """The ledger's rules in their plainest form."""

    entries: dict[int, Entry] = field(default_factory=dict)

    def counts_toward_minute(self, now: datetime) -> int:
        """Count the requests that the service may have seen within a minute."""
        margin = timedelta(seconds=60.25)
        return sum(
            entry.settled_at + margin > now if entry.settled_at else entry.reserved_at + timedelta(seconds=180.25) > now
            for entry in self.entries.values()
            if entry.is_request
        )

    def spent(self, now: datetime) -> int:
        """Sum up the day."""
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        return sum(
            entry.price
            for entry in self.entries.values()
            if (entry.settled_at or entry.reserved_at + timedelta(seconds=180.25) - timedelta(microseconds=1))
            >= midnight
        )


_STEPS = st.lists(
    st.tuples(
        st.sampled_from(["reserve", "reserve", "settle", "adjust"]),
        st.integers(0, 40_000_000),
        st.integers(0, 3000),
    ),
    max_size=40,
)


@given(steps=_STEPS, per_minute=st.integers(1, 5), per_day=st.integers(1000, 20_000))
@settings(max_examples=150, deadline=None)
def test_the_ledger_does_what_the_plain_rules_say(
    ledger: Ledger, steps: list[tuple[str, int, int]], per_minute: int, per_day: int
) -> None:
    """Grants, refusals and sums are those of the model after any sequence of steps."""
    account, model, now = str(next(_ACCOUNTS)), Model(), BEFORE_MIDNIGHT
    limits = Limits(per_minute, per_day)
    for step, pause, price in steps:
        now += timedelta(microseconds=pause)
        if step == "reserve":
            _check_reserve(ledger, model, account, limits, price, now)
        elif step == "settle":
            _settle_oldest(ledger, model, price, now)
        else:
            _adjust(ledger, model, account, price * 4, now)
        assert ledger.spent_today(account, now) == model.spent(now)


def _check_reserve(ledger: Ledger, model: Model, account: str, limits: Limits, price: int, now: datetime) -> None:
    answer = ledger.reserve(account, "address", price, limits, now)
    spent = model.spent(now) + price > (limits.millipoints_per_day or 0)
    full = model.counts_toward_minute(now) >= (limits.requests_per_minute or 0)
    if isinstance(answer, Grant):
        assert not spent
        assert not full
        model.entries[answer.grant_id] = Entry(price, now)
    elif spent:
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        assert answer == Refusal(midnight + timedelta(days=1), day_spent=True)
    else:
        assert full
        assert not answer.day_spent
        assert now < answer.retry_at <= now + timedelta(seconds=60.25)


def _settle_oldest(ledger: Ledger, model: Model, price: int, now: datetime) -> None:
    waiting = [grant_id for grant_id, entry in model.entries.items() if entry.settled_at is None]
    if waiting:
        ledger.settle(Grant(waiting[0]), price, now)
        model.entries[waiting[0]].price = price
        model.entries[waiting[0]].settled_at = now


def _adjust(ledger: Ledger, model: Model, account: str, said: int, now: datetime) -> None:
    ledger.adjust(account, said, now)
    missing = said - model.spent(now)
    if missing > 0:
        model.entries[-len(model.entries) - 1] = Entry(missing, now, now, is_request=False)
