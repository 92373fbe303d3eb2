"""The budget's vocabulary: limits, grants, and what keeps the books."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Limits:
    """What may be asked; ``None`` lifts a limit. Points are thousandths (``millipoints``)."""

    requests_per_minute: int | None
    millipoints_per_day: int | None


@dataclass(frozen=True, slots=True)
class Grant:
    """Permission for one request; it must be settled with what was really charged."""

    grant_id: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """No permission before ``retry_at``; ``day_spent`` tells a spent day from a full minute."""

    retry_at: datetime
    day_spent: bool


class Ledger(Protocol):
    """The books of points and requests, shared by every process that uses the same home.

    All times are aware UTC datetimes. ``account`` tells keys apart without holding one (a fingerprint, or
    ``"keyless"``).
    """

    def reserve(self, account: str, endpoint: str, millipoints: int, limits: Limits, now: datetime) -> Grant | Refusal:
        """Reserve one request of an expected price, or say when to ask again; atomic across processes."""

    def settle(self, grant: Grant, millipoints: int, now: datetime) -> None:
        """Write down what a reserved request was charged and when its answer was complete."""

    def adjust(self, account: str, spent_today: int, now: datetime) -> None:
        """Raise today's sum to what the service itself says was spent, if that is more than our books say."""

    def spent_today(self, account: str, now: datetime) -> int:
        """Return the millipoints of the current UTC day, reservations included."""
