"""A long history as columns: a million rows are 45 MB and a page of them takes milliseconds."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cointracker_pipeline.sandbox.draws import Integers, draw_hashes
from cointracker_pipeline.sandbox.rows import Row, Totals


@dataclass(frozen=True, slots=True)
class Columns:
    """Confirmed rows, oldest first; ``spent`` is ``received - changes``, hashes follow from the key."""

    key: int
    heights: Integers
    times: Integers
    changes: Integers
    received: Integers
    outputs: NDArray[np.int32]
    inputs: NDArray[np.int32]

    def rows(self, start: int, stop: int) -> list[Row]:
        """Return the rows of these indices, oldest first."""
        window = slice(start, stop)
        changes, received = self.changes[window], self.received[window]
        columns = zip(
            self.heights[window].tolist(),
            draw_hashes(self.key, start, max(start, stop)),
            self.times[window].tolist(),
            changes.tolist(),
            received.tolist(),
            (received - changes).tolist(),
            self.outputs[window].tolist(),
            self.inputs[window].tolist(),
            strict=True,
        )
        return list(map(Row._make, columns))

    def totals(self, count: int) -> Totals:
        """Return the totals of the oldest ``count`` rows."""
        received, changes = self.received[:count], self.changes[:count]
        outputs, inputs = self.outputs[:count], self.inputs[:count]
        total = _exact_sum(received)
        return Totals(
            count=count,
            received=total,
            spent=total - _exact_sum(changes),
            outputs=int(outputs.sum(dtype=np.int64)),
            inputs=int(inputs.sum(dtype=np.int64)),
            seen=self._span(outputs),
            spent_at=self._span(inputs),
        )

    def count_up_to(self, height: int, count: int) -> int:
        """Return how many of the oldest ``count`` rows lie at or below a height."""
        return int(np.searchsorted(self.heights[:count], height, side="right"))

    def count_until(self, time: int, count: int) -> int:
        """Return how many of the oldest ``count`` rows are not newer than a time."""
        return int(np.searchsorted(self.times[:count], time, side="right"))

    def _span(self, counts: NDArray[np.int32]) -> tuple[int, int] | None:
        where = np.flatnonzero(counts)
        return (int(self.times[where[0]]), int(self.times[where[-1]])) if where.size else None


def _exact_sum(values: Integers) -> int:
    """Return a sum that does not overflow 64 bits."""
    high, low = values >> np.int64(32), values & np.int64(0xFFFFFFFF)
    return (int(high.sum()) << 32) + int(low.sum())
