"""Medians, spreads and growth of what was measured."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Spread:
    """The median of some rounds, between the least and the most."""

    median: float
    least: float
    most: float

    def render(self, decimals: int = 2) -> str:
        """Return the median with its spread: ``2.41 (2.38 to 2.56)``."""
        return f"{self.median:,.{decimals}f} ({self.least:,.{decimals}f} to {self.most:,.{decimals}f})"


def spread(values: Iterable[float]) -> Spread:
    """Return the spread of at least one value."""
    found = list(values)
    return Spread(median(found), min(found), max(found))


def exponent(small: float, small_seconds: float, large: float, large_seconds: float) -> float:
    """Return by which power time grows with size: 1 is linear, below 1 a fixed part is still felt."""
    return math.log(large_seconds / small_seconds) / math.log(large / small)
