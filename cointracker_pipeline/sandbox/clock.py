"""Which time a block has: heights and times go up together, with some irregularity between blocks."""

from dataclasses import dataclass

import numpy as np

from cointracker_pipeline.sandbox.draws import Integers


@dataclass(frozen=True, slots=True)
class BlockClock:
    """Times of blocks around one block whose height and time are known.

    ``forks`` holds the last common block of every reorganisation: blocks above it were found anew, at other times.
    """

    height: int
    time: int
    block_seconds: int
    forks: tuple[int, ...] = ()

    def times(self, heights: Integers) -> Integers:
        """Return the times of blocks, in seconds since 1970, strictly rising with the height."""
        branch = np.zeros_like(heights, dtype=np.uint64)
        for number, fork in enumerate(self.forks, start=1):
            branch[heights > fork] = number
        salted = (heights.astype(np.uint64) + branch * np.uint64(7919)) * np.uint64(0x9E3779B97F4A7C15)
        jitter = (salted >> np.uint64(33)).astype(np.int64) % max(1, self.block_seconds // 2)
        regular = self.time + (heights - self.height) * self.block_seconds
        side = np.sign(heights - self.height).astype(np.int64)
        return regular + side * jitter

    def time_of(self, height: int) -> int:
        """Return the time of one block."""
        return int(self.times(np.array([height], dtype=np.int64))[0])
