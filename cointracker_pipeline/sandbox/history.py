"""One address's history: columns that never change, newer rows on top of them, and what is unconfirmed."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from operator import attrgetter

import numpy as np

from cointracker_pipeline.sandbox.columns import Columns
from cointracker_pipeline.sandbox.draws import Integers
from cointracker_pipeline.sandbox.rows import UNCONFIRMED, Row, Totals

_FIRST_BLOCK, _LARGEST_BLOCK = 16, 2_048
_row_time = attrgetter("time")


class History:
    """Rows of one address, served newest first; with ``latest`` confirmed rows only.

    ``grow`` makes the columns when they are first looked at. ``tail`` and ``pending`` are oldest first.
    """

    def __init__(self, grow: Callable[[], Columns] | None = None, count: int = 0) -> None:
        self._grow = grow
        self._columns: Columns | None = None
        self._column_count = count if grow else 0
        self._confirmed: Totals | None = None
        self.tail: list[Row] = []
        self.pending: list[Row] = []

    @property
    def column_count(self) -> int:
        """How many rows lie in the columns; their hashes are unlike any other's."""
        return self._column_count

    @property
    def confirmed_count(self) -> int:
        """How many rows are in blocks."""
        return self._column_count + len(self.tail)

    def count(self, latest: bool) -> int:
        """Return how many rows there are."""
        return self.confirmed_count + (0 if latest else len(self.pending))

    def totals(self, latest: bool) -> Totals:
        """Return the sums over all rows."""
        if self._confirmed is None:
            columns = self._grown().totals(self._column_count) if self._column_count else Totals()
            self._confirmed = columns.plus(self.tail)
        return self._confirmed if latest else self._confirmed.plus(self.pending)

    def rows(self, start: int, stop: int, latest: bool) -> list[Row]:
        """Return rows newest first; unconfirmed ones stand among the others by time."""
        if latest or not self.pending:
            return self._confirmed_rows(start, stop)
        places = self._pending_places()
        before = sum(place < start for place, _ in places)
        inside = [(place, row) for place, row in places if start <= place < stop]
        page = self._confirmed_rows(start - before, max(start, stop) - before - len(inside))
        for place, row in inside:
            page.insert(place - start, row)
        return page

    def newest_first(self, latest: bool) -> Iterator[Row]:
        """Give all rows newest first, read in blocks that grow: most readers want a few."""
        start, size = 0, _FIRST_BLOCK
        while start < self.count(latest):
            yield from self.rows(start, start + size, latest)
            start, size = start + size, min(2 * size, _LARGEST_BLOCK)

    def newest_times(self, count: int, latest: bool) -> Integers:
        """Return the times of the newest rows, newest first, cheaply."""
        if self._column_count and not self.tail and (latest or not self.pending):
            low = max(0, self._column_count - count)
            return self._grown().times[low : self._column_count][::-1]
        times = [row.time for row in self.rows(0, min(count, self.count(latest)), latest)]
        return np.array(times, dtype=np.int64)

    def append(self, row: Row) -> None:
        """Add a confirmed row as the newest."""
        self.tail.append(row)
        if self._confirmed is not None:
            self._confirmed = self._confirmed.plus([row])

    def add(self, row: Row) -> None:
        """Add a row where it belongs: to the blocks, or to what is unconfirmed."""
        if row.block_id == UNCONFIRMED:
            self.pending.append(row)
        else:
            self.append(row)

    def pop_above(self, height: int) -> list[Row]:
        """Take away and return the rows above a height, oldest first."""
        keep = bisect_right(self.tail, height, key=attrgetter("block_id"))
        popped, self.tail = self.tail[keep:], self.tail[:keep]
        if self._column_count:
            columns = self._grown()
            stays = columns.count_up_to(height, self._column_count)
            popped = columns.rows(stays, self._column_count) + popped
            self._column_count = stays
        self._confirmed = None
        return popped

    def in_block(self, height: int) -> list[Row]:
        """Return the rows of one block, oldest first."""
        key = attrgetter("block_id")
        rows = self.tail[bisect_left(self.tail, height, key=key) : bisect_right(self.tail, height, key=key)]
        if not self._column_count:
            return rows
        columns = self._grown()
        low, high = (columns.count_up_to(bound, self._column_count) for bound in (height - 1, height))
        return columns.rows(low, high) + rows

    def up_to(self, height: int) -> "History":
        """Return the history as it was when a height was the newest: a copy without what came later."""
        older = History()
        older._columns = self._grown() if self._column_count else None
        older._column_count = (
            older._columns.count_up_to(height, self._column_count) if older._columns is not None else 0
        )
        older.tail = self.tail[: bisect_right(self.tail, height, key=attrgetter("block_id"))]
        return older

    def copy(self) -> "History":
        """Return the history as it is now: what is added or taken away later does not change it."""
        same = History(self._grow)
        same._columns, same._column_count, same._confirmed = self._columns, self._column_count, self._confirmed
        same.tail, same.pending = list(self.tail), list(self.pending)
        return same

    def _confirmed_rows(self, start: int, stop: int) -> list[Row]:
        newer = len(self.tail)
        rows = self.tail[max(0, newer - stop) : max(0, newer - start)][::-1]
        low = max(0, self._column_count - max(0, stop - newer))
        high = max(0, self._column_count - max(0, start - newer))
        if low < high:
            rows += self._grown().rows(low, high)[::-1]
        return rows

    def _pending_places(self) -> list[tuple[int, Row]]:
        """Return each unconfirmed row with its place in the whole list, newest first."""
        newest_first = sorted(self.pending, key=_row_time, reverse=True)
        return [(self._rank(row.time) + already, row) for already, row in enumerate(newest_first)]

    def _rank(self, time: int) -> int:
        """Return how many confirmed rows are newer than a time."""
        older = bisect_right(self.tail, time, key=_row_time)
        if older or not self._column_count:
            return len(self.tail) - older
        return self.confirmed_count - self._grown().count_until(time, self._column_count)

    def _grown(self) -> Columns:
        if self._columns is None:
            if self._grow is None:
                raise AssertionError("a history without columns counts none")
            self._columns = self._grow()
        return self._columns
