"""How much each of many may do in a minute: a bucket that fills evenly, and of which each deed takes one."""

import math
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass

MINUTE = 60


@dataclass(frozen=True, slots=True)
class Level:
    """What is left in a bucket: whole deeds, the seconds until there is one, and until all are there again."""

    left: int
    wait_seconds: int
    full_in_seconds: int


class Buckets:
    """Buckets by key, in this process alone; of those not asked for lately no more than ``most`` are kept.

    One that is forgotten is full again.
    """

    def __init__(self, per_minute: int, most: int = 10_000, clock: Callable[[], float] = time.monotonic) -> None:
        self.per_minute = per_minute
        self._most = most
        self._clock = clock
        self._known: dict[Hashable, tuple[float, float]] = {}

    def look(self, key: Hashable) -> Level:
        """Return how full a bucket is."""
        return self._measure(self._fill(key))

    def take(self, key: Hashable) -> Level:
        """Take one out of a bucket, if there is one: where there is none, ``wait_seconds`` is not 0."""
        amount = self._fill(key)
        if amount < 1:
            return self._measure(amount)
        self._known.pop(key, None)  # the order of what is kept is that of its last use
        self._known[key] = amount - 1, self._clock()
        if len(self._known) > self._most:
            del self._known[next(iter(self._known))]
        taken = self._measure(amount - 1)
        return Level(taken.left, 0, taken.full_in_seconds)

    def _fill(self, key: Hashable) -> float:
        amount, at = self._known.get(key, (float(self.per_minute), 0.0))
        return min(float(self.per_minute), amount + (self._clock() - at) * self.per_minute / MINUTE)

    def _measure(self, amount: float) -> Level:
        seconds = MINUTE / self.per_minute
        wait = math.ceil((1 - amount) * seconds) if amount < 1 else 0
        return Level(int(amount), wait, math.ceil((self.per_minute - amount) * seconds))
