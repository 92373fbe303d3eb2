"""Which rate holds on a day: banks publish none on weekends and holidays."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from cointracker_pipeline.domain.price import Source

MOST_DAYS_CARRIED = 5
"""How long a rate holds on when no newer one is published: the longest series of holidays of the European Central Bank
is five days from rate to rate (Easter, Christmas)."""


@dataclass(frozen=True, slots=True)
class Rates:
    """The rates of one currency by day: how many units one USD buys."""

    by_day: Mapping[date, Decimal]
    _days: list[date] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_days", sorted(self.by_day))

    def rate_on(self, day: date, today: date) -> tuple[Decimal, Source] | None:
        """Return a day's rate and whether it is final (``rate``) or holds until more is known (``carried``).

        A day without a rate takes the one before it, up to five days old; finally only once a later rate shows that
        the day had none of its own. Of a day that is over, what is not final is not told.
        """
        place = bisect_right(self._days, day)
        before = self._days[place - 1] if place else None
        if before is None or (day - before).days > MOST_DAYS_CARRIED:
            return None
        if before == day or place < len(self._days):
            return self.by_day[before], "rate"
        return (self.by_day[before], "carried") if day == today else None
