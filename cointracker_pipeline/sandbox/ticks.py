"""Blocks that are found while a client reads: one after every so many requests."""

from dataclasses import dataclass

from cointracker_pipeline.sandbox.changes import mine
from cointracker_pipeline.sandbox.world import ChainState


@dataclass(slots=True)
class Tick:
    """A block with ``per_block`` random payments is found after every ``every`` requests for a chain."""

    every: int
    per_block: int = 1
    among: tuple[str, ...] = ()
    seen: int = 0

    def count(self, chain: ChainState) -> None:
        """Count a request that was answered."""
        self.seen += 1
        if self.seen % self.every == 0:
            mine(chain, per_block=self.per_block, among=self.among)
