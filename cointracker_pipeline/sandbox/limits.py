"""Plans and quotas: what the service allows with and without a key (Blockchair API v2.0.95, API rate limits)."""

from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from cointracker_pipeline.sandbox.query import RefusedError

KEYLESS = "keyless"
BLOCK_SECONDS = 3_600

_SPENT = "You have exceeded your daily limit of API requests. Please contact us at info@blockchair.com."
_INVALID = "Invalid API token. Please contact us at info@blockchair.com."
_MINUTE = "Too many requests per minute. Please apply for an API key by contacting us at info@blockchair.com"
_BLOCKED = (
    "Your IP address is temporary blacklisted due to exceeding usage of API resources. "
    "Please apply for an API key by contacting us at info@blockchair.com"
)
_PARALLEL = "Too many requests in parallel. Please try again later."


@dataclass(frozen=True, slots=True)
class Plan:
    """What may be asked: ``keys`` gives each key its points a day; ``None`` lifts a limit.

    ``parallel`` is how many requests of one key may run at once. ``refusals_before_block`` is after how many
    refusals for too many a minute the address is blocked for an hour. A plan that is ``unlimited`` takes any key.
    """

    requests_per_minute: int | None = 30
    points_per_day: int | None = 1_440
    keys: Mapping[str, int] = field(default_factory=dict)
    parallel: int | None = None
    refusals_before_block: int = 10
    unlimited: bool = False

    def day_limit(self, account: str) -> int | None:
        """Return the points a day of an account."""
        return None if self.unlimited else self.keys.get(account, self.points_per_day)


NO_LIMITS = Plan(requests_per_minute=None, points_per_day=None, unlimited=True)


@dataclass(slots=True)
class Meter:
    """The service's books: what was asked within the last minute, what was spent today, who is blocked."""

    plan: Plan
    admitted: deque[float] = field(default_factory=deque)
    refusals: int = 0
    blocked_until: float = 0.0
    day_offset: int = 0
    spent: dict[tuple[str, int], int] = field(default_factory=dict)
    running: dict[str, int] = field(default_factory=dict)

    def admit(self, account: str, now: float) -> None:
        """Let a request in, or say why not.

        Raises: RefusedError with code 402 (unknown key), 429, 430 or 435.
        """
        if not self.plan.unlimited:
            if account == KEYLESS:
                self._admit_keyless(now)
            elif account not in self.plan.keys:
                raise RefusedError(402, _INVALID)
        if self.plan.parallel is not None and self.running.get(account, 0) >= self.plan.parallel:
            raise RefusedError(435, _PARALLEL)

    @contextmanager
    def answering(self, account: str, status: int) -> Iterator[None]:
        """Count a request as running for the block, unless it was refused for those that run already."""
        weight = 0 if status == 435 else 1
        self.running[account] = self.running.get(account, 0) + weight
        try:
            yield
        finally:
            self.running[account] -= weight

    def charge(self, account: str, millipoints: int, now: float) -> None:
        """Charge a request.

        Raises: RefusedError with code 402 when today's points do not suffice; nothing is charged then.
        """
        limit, spent = self.plan.day_limit(account), self.spent_today(account, now)
        if limit is not None and spent + millipoints > limit * 1_000:
            raise RefusedError(402, _SPENT)
        self.spent[account, self.day(now)] = spent + millipoints

    def spent_today(self, account: str, now: float) -> int:
        """Return the millipoints an account has spent in the sandbox's current UTC day."""
        return self.spent.get((account, self.day(now)), 0)

    def day(self, now: float) -> int:
        """Return the number of the sandbox's current UTC day."""
        return int(now // 86_400) + self.day_offset

    def next_day(self, days: int = 1) -> None:
        """Move the sandbox's day on: today's points are whole again and nobody is blocked."""
        self.day_offset += days
        self.blocked_until, self.refusals = 0.0, 0

    def _admit_keyless(self, now: float) -> None:
        if now < self.blocked_until:
            raise RefusedError(430, _BLOCKED)
        while self.admitted and self.admitted[0] <= now - 60:
            self.admitted.popleft()
        limit = self.plan.requests_per_minute
        if limit is not None and len(self.admitted) >= limit:
            self.refusals += 1
            if self.refusals > self.plan.refusals_before_block:
                self.blocked_until, self.refusals = now + BLOCK_SECONDS, 0
            raise RefusedError(429, _MINUTE)
        self.admitted.append(now)
