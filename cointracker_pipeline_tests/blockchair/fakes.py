"""Books in memory and a clock that moves only when someone sleeps."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from cointracker_pipeline.blockchair.bitcoin_like import BitcoinLike
from cointracker_pipeline.blockchair.budget import Budget
from cointracker_pipeline.blockchair.client import Client
from cointracker_pipeline.blockchair.gate import Gate
from cointracker_pipeline.blockchair.room import Room
from cointracker_pipeline.blockchair.transport import Transport
from cointracker_pipeline.domain.budget import Grant, Ledger, Limits, Refusal

NO_LIMITS = Limits(None, None)
ADDRESS = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"
HASH = "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b"


class AnyText:
    """Takes every text for an address."""

    def parse(self, text: str) -> str:
        """Return the text without surrounding blanks."""
        return text.strip()

    def derive(self, key: str, branch: int, indexes: range) -> list[str]:
        """Return a text of its own for each index."""
        return [f"{key}/{branch}/{index}" for index in indexes]


def make_chain(name: str, path: str | None = None) -> BitcoinLike:
    """Return a chain of that name."""
    return BitcoinLike(
        name=name,
        path=path or name,
        coin=name.title(),
        symbol="BTC",
        decimals=8,
        reorg_limit=100,
        block_seconds=600,
        addresses=AnyText(),
    )


BITCOIN = make_chain("bitcoin")


@dataclass(slots=True)
class FakeTime:
    """A clock and a sleep that belong together."""

    now: datetime = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    slept: list[float] = field(default_factory=list)

    def clock(self) -> datetime:
        """Return the time."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)


@dataclass(slots=True)
class Entry:
    """One request in the books."""

    endpoint: str
    millipoints: int
    reserved_at: datetime
    settled_at: datetime | None = None


class MemoryLedger:
    """Books in memory: a request counts from its reservation until a minute after its settlement."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def reserve(self, account: str, endpoint: str, millipoints: int, limits: Limits, now: datetime) -> Grant | Refusal:
        """Reserve a request, or say when to ask again."""
        per_day, per_minute = limits.millipoints_per_day, limits.requests_per_minute
        if per_day is not None and self.spent_today(account, now) + millipoints > per_day:
            return Refusal(now + timedelta(days=1), day_spent=True)
        ends = sorted((one.settled_at or now) + timedelta(minutes=1) for one in self.entries)
        counting = [end for end in ends if end > now]
        if per_minute is not None and len(counting) >= per_minute:
            return Refusal(counting[-per_minute], day_spent=False)
        self.entries.append(Entry(endpoint, millipoints, now))
        return Grant(len(self.entries) - 1)

    def settle(self, grant: Grant, millipoints: int, now: datetime) -> None:
        """Write down what a request cost."""
        entry = self.entries[grant.grant_id]
        entry.millipoints, entry.settled_at = millipoints, now

    def adjust(self, account: str, spent_today: int, now: datetime) -> None:
        """Raise today's sum."""
        missing = spent_today - self.spent_today(account, now)
        if missing > 0:
            self.entries.append(Entry("correction", missing, now, now - timedelta(minutes=2)))

    def spent_today(self, account: str, now: datetime) -> int:
        """Return today's sum."""
        return sum(one.millipoints for one in self.entries if one.reserved_at.date() == now.date())


def make_client(
    url: str,
    *,
    key: str | None = "key-for-tests",
    ledger: Ledger | None = None,
    fake_time: FakeTime | None = None,
    limits: Limits = NO_LIMITS,
    deadline_seconds: float = 10,
    gate: Gate | None = None,
) -> Client:
    """Return a client of a server on loopback whose waits take no time."""
    fake_time = fake_time or FakeTime()
    budget = Budget(ledger or MemoryLedger(), "account", limits, clock=fake_time.clock, sleep=fake_time.sleep)
    return Client(
        Transport(url, key, deadline_seconds=deadline_seconds),
        budget,
        gate or Gate(Room.of_requests(8)),
        retry_seconds=1,
        clock=fake_time.clock,
        sleep=fake_time.sleep,
    )


def context_of(**changes: object) -> dict[str, object]:
    """Return the context of a good answer, changed; ``None`` removes a key."""
    context: dict[str, object] = {"code": 200, "state": 900_000, "results": 1, "request_cost": 2}
    return {name: value for name, value in (context | changes).items() if value is not None}


def page_body(*rows: object, count: int | None = None, address: str = ADDRESS, **context: object) -> dict[str, object]:
    """Return the body of one address's page with these rows."""
    figures = {"balance": 5, "received": 9, "spent": 4, "output_count": 2, "unspent_output_count": 1}
    facts = {"type": None, **figures, "transaction_count": len(rows) if count is None else count}
    data = {address: {"address": facts, "transactions": list(rows), "utxo": None}}
    return {"data": data, "context": context_of(**context)}


def row_of(**changes: object) -> dict[str, object]:
    """Return a detailed row, changed."""
    row = {"block_id": 170, "hash": HASH, "time": "2009-01-12 03:30:25", "balance_change": 5}
    return row | changes
