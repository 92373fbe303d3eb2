"""First in, first out: the oldest coins go first."""

from collections import deque

from cointracker_pipeline.reports.methods._lot import Lot, Method


class OldestFirst:
    """Lots in the order in which they came."""

    def __init__(self) -> None:
        self._lots = deque[Lot]()

    def put(self, lot: Lot) -> None:
        """Add what came."""
        self._lots.append(lot)

    def next(self) -> Lot | None:
        """Return the oldest lot."""
        return self._lots[0] if self._lots else None

    def drop(self) -> None:
        """Leave out the oldest lot."""
        self._lots.popleft()


METHOD = Method("FIFO", "the oldest coins go first", OldestFirst)
