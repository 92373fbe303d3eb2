"""Highest in, first out: the coins that cost most go first."""

import heapq
from decimal import Decimal

from cointracker_pipeline.reports.methods._lot import Lot, Method

_UNKNOWN = Decimal(1)
"""Behind every price, which is kept negative: what is not known to have cost anything goes last."""


class DearestFirst:
    """Lots by the price of a coin when they came; of equals the oldest first."""

    def __init__(self) -> None:
        self._lots: list[tuple[Decimal, int, Lot]] = []
        self._count = 0

    def put(self, lot: Lot) -> None:
        """Add what came."""
        price = lot.acquired.price if lot.acquired else None
        heapq.heappush(self._lots, (_UNKNOWN if price is None else -price, self._count, lot))
        self._count += 1

    def next(self) -> Lot | None:
        """Return the dearest lot."""
        return self._lots[0][2] if self._lots else None

    def drop(self) -> None:
        """Leave out the dearest lot."""
        heapq.heappop(self._lots)


METHOD = Method("HIFO", "the coins that cost most go first", DearestFirst)
