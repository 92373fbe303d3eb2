"""The budget: no request is sent before the books allow it, and each is written down at what it really cost.

The server counts a request at a moment between its reservation and its settlement that cannot be known here. The
books therefore count it from the reservation until a minute after the settlement, and whoever waits sleeps
``SAFETY_SECONDS`` longer than told, because clocks and wake-ups are never punctual: without that the server sees
31 requests in 60 seconds. What a request was charged is taken as expected, not as nothing, whenever no answer tells
(a timeout, a body that cannot be read).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from cointracker_pipeline.blockchair.errors_map import next_midnight
from cointracker_pipeline.domain.amount import render_points
from cointracker_pipeline.domain.budget import Grant, Ledger, Limits, Refusal
from cointracker_pipeline.errors import QuotaError

SAFETY_SECONDS = 0.25
# Blockchair API v2, section "API rate limits, API keys, and Premium API"; with a key the plan sets the day.
KEYLESS = Limits(requests_per_minute=30, millipoints_per_day=1_440_000)
KEYED = Limits(requests_per_minute=None, millipoints_per_day=None)


def name_account(key: str | None) -> str:
    """Return what the books call a key: a fingerprint that tells keys apart and gives none away."""
    return f"key-{sha256(key.encode()).hexdigest()[:12]}" if key else "keyless"


def choose_limits(key: str | None, requests_per_minute: int | None, points_per_day: int | None) -> Limits:
    """Return the limits in force: as set, 0 lifting one, else the documented ones without or with a key."""
    documented = KEYED if key else KEYLESS
    per_minute = documented.requests_per_minute if requests_per_minute is None else requests_per_minute
    per_day = documented.millipoints_per_day if points_per_day is None else points_per_day * 1000
    return Limits(per_minute or None, per_day or None)


@dataclass(slots=True)
class Spending:
    """One request that may be sent now, at the expected price until the real one is known."""

    millipoints: int

    def charge(self, millipoints: int | None) -> int:
        """Take the real price, if the answer tells one, and return the price in force."""
        if millipoints is not None:
            self.millipoints = millipoints
        return self.millipoints


class Budget:
    """What one account may ask, kept in books that every process shares.

    ``limits_are_set`` says that a person chose the day's limit, so that the plan's own does not replace it.
    """

    def __init__(
        self,
        ledger: Ledger,
        account: str,
        limits: Limits,
        *,
        clock: Callable[[], datetime],
        sleep: Callable[[float], None],
        limits_are_set: bool = False,
        safety_seconds: float = SAFETY_SECONDS,
    ) -> None:
        self.account = account
        self.limits = limits
        self._ledger = ledger
        self._clock = clock
        self._sleep = sleep
        self._limits_are_set = limits_are_set
        self._safety_seconds = safety_seconds

    @contextmanager
    def spend(self, endpoint: str, expected_millipoints: int) -> Iterator[Spending]:
        """Wait for room in the minute, then let one request be sent; settle it whatever comes of it.

        Raises: QuotaError when the day's points do not suffice.
        """
        grant = self._reserve(endpoint, expected_millipoints)
        spending = Spending(expected_millipoints)
        try:
            yield spending
        finally:
            self._ledger.settle(grant, spending.millipoints, self._clock())

    @property
    def spent_today(self) -> int:
        """The millipoints of the current UTC day, reservations included."""
        return self._ledger.spent_today(self.account, self._clock())

    def reconcile(self, millipoints_today: int, millipoints_per_day: int | None) -> None:
        """Believe the service where it counts more than the books, and take the plan's day as the limit."""
        self._ledger.adjust(self.account, millipoints_today, self._clock())
        if millipoints_per_day and not self._limits_are_set:
            self.limits = replace(self.limits, millipoints_per_day=millipoints_per_day)

    def _reserve(self, endpoint: str, millipoints: int) -> Grant:
        while True:
            answer = self._ledger.reserve(self.account, endpoint, millipoints, self.limits, self._clock())
            if isinstance(answer, Grant):
                return answer
            if answer.day_spent:
                raise self._refuse_today(endpoint, millipoints)
            self._wait_for(answer)

    def _wait_for(self, refusal: Refusal) -> None:
        seconds = (refusal.retry_at - self._clock()).total_seconds()
        self._sleep(max(seconds, 0) + self._safety_seconds)

    def _refuse_today(self, endpoint: str, millipoints: int) -> QuotaError:
        resume_at = next_midnight(self._clock())
        return QuotaError(
            f"{endpoint} costs {render_points(millipoints)} points, and of today's "
            f"{render_points(self.limits.millipoints_per_day or 0)} points {render_points(self.spent_today)} are "
            f"spent or reserved. The rest waits until {resume_at:%Y-%m-%d %H:%M} UTC; BLOCKCHAIR_POINTS_PER_DAY "
            "raises the limit if your plan has more.",
            resume_at,
        )
