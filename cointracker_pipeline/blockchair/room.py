"""How much may be in flight at once, by the plan or by a person's word."""

from dataclasses import dataclass
from typing import Self

from cointracker_pipeline.blockchair.prices import MILLIPOINTS, price_address

# Without a key: 5 requests a second, softly; an answer takes about half a second (Blockchair API v2, section "API
# rate limits, API keys, and Premium API"). The same while the plan of a key is not known yet.
KEYLESS_REQUESTS = 2
# Enough to keep this machine busy with decoding and storing; nobody's limit.
UNLIMITED_REQUESTS = 8
# With a key a ten-thousandth of the day's points may be in flight (the same section, since version 2.0.86).
_DAY_SHARE = 10_000
# More threads than these would wait for this machine, not for the service, however large the plan is.
_MOST_USEFUL = 16


@dataclass(frozen=True, slots=True)
class Room:
    """The points that may be in flight or, where it ``counts_requests``, requests as if each cost one point."""

    millipoints: int
    counts_requests: bool = False

    @classmethod
    def of_requests(cls, count: int) -> Self:
        """Return room for so many requests, whatever they cost."""
        return cls(count * MILLIPOINTS, counts_requests=True)

    def weigh(self, millipoints: int) -> int:
        """Return what a request of this price takes up."""
        return MILLIPOINTS if self.counts_requests else millipoints

    def count_requests(self, millipoints: int) -> int:
        """Return how many usual requests make sense at once in so much of the room: at least one."""
        if self.counts_requests:
            return max(1, millipoints // MILLIPOINTS)
        return min(max(1, millipoints // price_address(details=True)), _MOST_USEFUL)


def choose_room(*, has_key: bool, points_per_day: int | None, parallel_requests: int | None) -> Room:
    """Return the room until the service itself tells the plan: as set, else the documented one."""
    if parallel_requests:
        return Room.of_requests(parallel_requests)
    if not has_key or points_per_day is None:
        return Room.of_requests(KEYLESS_REQUESTS)
    return room_of_plan(points_per_day * MILLIPOINTS)


def room_of_plan(millipoints_per_day: int | None) -> Room:
    """Return the room of a key with so many points a day; none and 0 both mean that the day has no limit."""
    if not millipoints_per_day:
        return Room.of_requests(UNLIMITED_REQUESTS)
    return Room(max(MILLIPOINTS, millipoints_per_day // _DAY_SHARE))
