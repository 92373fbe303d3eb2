"""Average cost: all coins are one pool, and each costs the pool's average."""

from cointracker_pipeline.reports.methods._lot import Lot, Method


class Pool:
    """One lot of all that is left; its cost is not known while anything of unknown cost may be left in it."""

    def __init__(self) -> None:
        self._lot = Lot(None, 0, 0)

    def put(self, lot: Lot) -> None:
        """Mix what came with what is there."""
        cost = None if self._lot.cost is None or lot.cost is None else self._lot.cost + lot.cost
        self._lot = Lot(None, self._lot.amount + lot.amount, cost)

    def next(self) -> Lot | None:
        """Return the pool."""
        return self._lot if self._lot.amount else None

    def drop(self) -> None:
        """Begin an empty pool."""
        self._lot = Lot(None, 0, 0)


METHOD = Method("average", "every coin costs the average of all that are left", Pool)
