"""Ethereum accounts made from a seed: valid at every point, the same on every machine, made when first looked at."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from cointracker_pipeline.sandbox.clock import BlockClock
from cointracker_pipeline.sandbox.draws import Integers, draw_integers, draw_words
from cointracker_pipeline.sandbox.ethereum.acts import ACTS, pick_act
from cointracker_pipeline.sandbox.ethereum.deeds import Call, Deed
from cointracker_pipeline.sandbox.ethereum.outside import make_hash
from cointracker_pipeline.sandbox.ethereum.purse import Purse

AccountKind = Literal["person", "whale", "trader", "miner", "staker", "contract", "founder", "collector"]

KINDS: tuple[AccountKind, ...] = get_args(AccountKind)
"""The kinds of generated accounts; those of a world take turns."""

GENESIS_TIME = 1_438_214_400
"""2015-07-30, the time of the rows of block 0."""

_LAST_MINED = 15_537_393
"""The last block with a miner's reward."""

_FIRST_WITHDRAWAL = 17_034_870
"""The first block in which stakes were paid back."""

_YEARS_SECONDS = 5 * 365 * 86_400
_WORDS = 8
_ETHER = 10**18


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything a generated account follows from; ``tip`` is the newest block its deeds may lie in."""

    key: int
    address: str
    kind: AccountKind
    clock: BlockClock
    tip: int
    count: int

    def make(self) -> list[Deed]:
        """Return ``count`` deeds with calls, and what else befell the account, oldest first."""
        heights = self._heights()
        times = self.clock.times(heights).tolist()
        words = draw_words(self.key ^ 0xE7, 0, _WORDS * self.count).reshape(self.count, _WORDS).tolist()
        purse = Purse(self.address, self.key, self.kind)
        deeds: list[Deed] = []
        place = 0
        for number, (height, time) in enumerate(zip(heights.tolist(), times, strict=True)):
            deeds.extend(self._besides(purse, deeds, number, height, words[number]))
            shared = bool(deeds) and deeds[-1].block_id == height
            place = deeds[-1].place + 1 if shared else words[number][0] % 300
            deeds.append(self._deed(purse, number, height, place, time, words[number]))
        return deeds

    def _deed(self, purse: Purse, number: int, height: int, place: int, time: int, words: list[int]) -> Deed:
        if self.kind == "founder" and number == 0:
            return self._reward(purse, 0, 0, GENESIS_TIME, 2_000 * _ETHER + words[1] % _ETHER)
        if self.kind == "miner" and words[2] % 8:
            uncle = words[2] % 8 == 1
            value = 2 * _ETHER * (7 if uncle else 8) // 8 + (0 if uncle else words[3] % _ETHER)
            return self._reward(purse, height, 400 + place, time, value)
        act = ACTS[pick_act(self.kind, words[2], purse)]
        return act(purse, Deed(height, place, time, make_hash(self.key, number)), words)

    def _reward(self, purse: Purse, height: int, place: int, time: int, value: int) -> Deed:
        purse.balance += value
        call = Call(str(purse.count_reward(height)), None, self.address, value)
        return Deed(height, place, time, None, None, self.address, value, calls=(call,), kind="reward")

    def _besides(self, purse: Purse, before: list[Deed], number: int, height: int, words: list[int]) -> Iterator[Deed]:
        """Give what befell the account without a call of its own between two deeds."""
        low = before[-1].block_id if before else height
        if height - low < 3:
            return
        block = low + 1 + words[7] % (height - low - 2)
        if self.kind == "staker" and block >= _FIRST_WITHDRAWAL and words[6] % 2:
            value = (32 * 10**9 if words[6] % 64 == 1 else 10_000_000 + words[5] % 9_000_000) * 10**9
            purse.balance += value
            yield Deed(block, 900, self.clock.time_of(block), None, None, self.address, value, kind="withdrawal")
        elif words[6] % (3 if self.kind == "collector" else 12) == 0:
            blank = Deed(block, words[0] % 300, self.clock.time_of(block), make_hash(self.key, number, "spam"))
            yield ACTS["airdrop"](purse, blank, words)

    def _heights(self) -> Integers:
        """Return heights in order; one deed in eight shares its block with the one before."""
        tip = min(self.tip - 1, _LAST_MINED) if self.kind == "miner" else self.tip - 1
        span = max(1, min(tip - 1, _YEARS_SECONDS // 12) * (1 + self.key % 10) // 10)
        heights = np.sort(tip - draw_integers(self.key, 1, self.count) % span)
        if self.kind == "founder":
            heights[0] = 0
        shared = draw_integers(self.key, 2, self.count) % 8 == 0
        shared[:2] = False
        return np.maximum.accumulate(np.where(shared, 0, heights))
