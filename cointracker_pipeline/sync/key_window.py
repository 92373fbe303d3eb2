"""Which addresses of a key to look at: the rules of the gap limit (BIP-44, "Address gap limit"), no I/O."""

from collections.abc import Sequence
from dataclasses import dataclass

from cointracker_pipeline.storage.warehouse import Member

BRANCHES = (0, 1)
"""Branch 0 receives, branch 1 is change (BIP-44)."""

PROBED_GAPS = 15
"""A branch that goes on is probed so many gaps ahead: 300 addresses cost 0.3 points, one more request for rows two."""


@dataclass(frozen=True, slots=True)
class Frontier:
    """How far one branch is known: the indexes that were read, and the highest used one, -1 for none."""

    read: frozenset[int] = frozenset()
    highest: int = -1

    def find_missing(self, gap_limit: int, ahead: int = 0) -> list[int]:
        """Return the indexes that must be read, in order: all up to a whole gap of unused ones.

        If there are any, those that are likely needed ``ahead`` of the last one are read with them.
        """
        missing = [index for index in range(self.highest + 1 + gap_limit) if index not in self.read]
        return [*missing, *range(missing[-1] + 1, missing[-1] + 1 + ahead)] if missing else []

    def is_open(self, gap_limit: int) -> bool:
        """Whether nearly the last address that was read is used: then there are likely many more."""
        return self.highest >= 0 and 0 < len(self.read) - self.highest <= max(1, gap_limit // 4)

    def find_probed(self, gap_limit: int, probed: int) -> range:
        """Return the indexes beyond the ``probed`` first whose balances tell how much farther it goes."""
        start = max(len(self.read), probed)
        return range(start, start + max(PROBED_GAPS * gap_limit, 2 * start))


def find_frontiers(members: Sequence[Member], highest: Sequence[int] = (-1, -1)) -> list[Frontier]:
    """Return the frontiers of both branches by what is stored; ``highest`` are used ones that are known otherwise."""
    frontiers = []
    for branch in BRANCHES:
        mine = [one for one in members if one.branch == branch]
        read = frozenset(one.index for one in mine if one.transactions is not None)
        used = [one.index for one in mine if one.is_used]
        frontiers.append(Frontier(read, max([*used, highest[branch]])))
    return frontiers


def is_whole(members: Sequence[Member], gap_limit: int) -> bool:
    """Whether all addresses are read, and both branches end with a whole gap of unused ones."""
    all_read = all(one.transactions is not None for one in members)
    return all_read and not any(one.find_missing(gap_limit) for one in find_frontiers(members))
