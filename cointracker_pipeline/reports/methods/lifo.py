"""Last in, first out: the newest coins go first."""

from cointracker_pipeline.reports.methods._lot import Lot, Method


class NewestFirst:
    """Lots in a pile."""

    def __init__(self) -> None:
        self._lots: list[Lot] = []

    def put(self, lot: Lot) -> None:
        """Add what came."""
        self._lots.append(lot)

    def next(self) -> Lot | None:
        """Return the newest lot."""
        return self._lots[-1] if self._lots else None

    def drop(self) -> None:
        """Leave out the newest lot."""
        self._lots.pop()


METHOD = Method("LIFO", "the newest coins go first", NewestFirst)
