"""Histories made from a seed: valid at every point, the same on every machine, made when first looked at.

Balances are made first and changes follow from them, so no balance is ever negative; unspent outputs likewise.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cointracker_pipeline.sandbox.clock import BlockClock
from cointracker_pipeline.sandbox.columns import Columns
from cointracker_pipeline.sandbox.draws import Integers, draw_integers, make_key
from cointracker_pipeline.sandbox.facts import ChainFacts

_DUST = 1_000
"""What always stays in a generated wallet until it is emptied, so that every spend can leave a change output."""

_ROOM = 4 * 10**18
"""No wallet receives more than this in all: sums stay within 64 bits."""

_YEARS_SECONDS = 5 * 365 * 86_400


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything a generated history follows from; ``tip`` is the newest block it may lie in."""

    key: int
    facts: ChainFacts
    clock: BlockClock
    tip: int
    count: int

    def make(self) -> Columns:
        """Return the history."""
        heights = self._heights()
        balances, unspent, spends_all = self._paths()
        changes = np.diff(balances, prepend=0)
        received, outputs, inputs = self._movements(balances, unspent, changes)
        if spends_all:
            received[-1], outputs[-1], inputs[-1] = 0, 0, unspent[-2]
        return Columns(
            self.key,
            heights,
            self.clock.times(heights),
            changes,
            received,
            outputs.astype(np.int32),
            inputs.astype(np.int32),
        )

    def _draw(self, stream: int) -> Integers:
        return draw_integers(self.key, stream, self.count)

    def _heights(self) -> Integers:
        """Return heights in order; one row in eight shares its block with the row before."""
        longest = min(self.tip - 1, _YEARS_SECONDS // self.facts.block_seconds)
        span = max(1, longest * (1 + self.key % 10) // 10)
        heights = np.sort(self.tip - self._draw(1) % span)
        shared = self._draw(2) % 8 == 0
        shared[0] = False
        return np.maximum.accumulate(np.where(shared, 0, heights))

    def _paths(self) -> tuple[Integers, Integers, bool]:
        """Return the balance and the number of unspent outputs after each row; one wallet in ten ends empty."""
        receives = self._draw(3) % 5 < 3
        receives[0] = True
        whale = 1_000 if self.key % 8 == 0 else 1
        ceiling = max(2, min(self.facts.typical_amount * whale * 4, _ROOM // self.count))
        amounts = 1 + self._draw(4) % np.maximum(1, ceiling >> (self._draw(5) % 10))
        balances = _DUST + _reflect(np.where(receives, amounts, -amounts), 0)
        unspent = _reflect(np.where(receives, 1, -(self._draw(6) % 3)), 1)
        spends_all = self.count > 1 and self.key % 10 == 3
        if spends_all:
            balances[-1], unspent[-1] = 0, 0
        return balances, unspent, spends_all

    def _movements(
        self, balances: Integers, unspent: Integers, changes: Integers
    ) -> tuple[Integers, Integers, Integers]:
        """Return what each row received, how many outputs it made here and how many inputs it took."""
        receives = changes > 0
        fewer = -np.diff(unspent, prepend=0)
        with_change = ~receives & ((fewer <= 0) | (changes == 0) | (self._draw(7) % 2 == 0))
        part = 1 + self._draw(8) % np.maximum(1, balances - unspent + 1)
        change_output = np.where(unspent == 1, balances, np.minimum(part, np.maximum(balances, 1)))
        received = np.where(receives, changes, np.where(with_change, change_output, 0))
        outputs = (receives | with_change).astype(np.int64)
        inputs = np.where(receives, 0, np.maximum(fewer, 0) + with_change)
        return received, outputs, inputs


def _reflect(steps: NDArray[np.int64], floor: int) -> Integers:
    """Return the walk of these steps, held at a floor: a step that would go below it is cut short."""
    walk = np.cumsum(steps)
    held: Integers = walk + np.maximum(0, np.maximum.accumulate(floor - walk))
    return held


def draw_count(seed: int, chain: str, index: int, fewest: int, most: int) -> int:
    """Return how many transactions a wallet has: between the two, small ones far more often."""
    if fewest == most:
        return fewest
    share = (make_key(seed, chain, index, "count") >> 11) / 2**53
    count = int(max(fewest, 0.5) * (most / max(fewest, 0.5)) ** share + 0.5)
    return min(most, max(fewest, count))
