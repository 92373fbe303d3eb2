"""Which wallets share a request: a pure function from what is known of them to sets."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.domain.wallet import Wallet

MOST_PATH_BYTES = 4_000
"""Servers and proxies take a request line of 8 kB at most, some less; a set of addresses is cut below this."""

MOST_TRIALS = 5_000
"""Placements tried to save one more request; enough for the best packing of some dozen wallets."""

MOST_SEARCHED = 200
"""Above this many wallets a request more or less does not count, and the search would nest too deeply."""


@dataclass(frozen=True, slots=True)
class Need:
    """A wallet that is due, and the most rows it can have; ``None`` while nothing is known of it.

    ``alone`` says that it must not share a request: it is in the middle of a walk, or needs a closer look.
    """

    wallet: Wallet
    most_rows: int | None = None
    alone: bool = False

    @property
    def rows(self) -> int:
        """The room it takes on a page. What is not known takes none: the answer tells the length."""
        return self.most_rows or 0


def plan_sets(needs: Sequence[Need], chain: Blockchain) -> list[tuple[Wallet, ...]]:
    """Return which wallets to ask for together; a wallet by itself is to be paged alone.

    A request for a set costs 1.9 points and a tenth of a point an address, a page of one wallet 2 points (Blockchair
    API v2, Address and extended public key info): the fewest requests are the cheapest. Wallets share one as long
    as all rows they can have fit a page. The largest are placed first, each where it still fits; where that may be
    one request too many, other placements are tried.
    """
    alone = [need for need in needs if need.alone or need.rows >= chain.page_limit]
    sharing = sorted((need for need in needs if not need.alone and need.rows < chain.page_limit), key=lambda n: -n.rows)
    sets = _first_fit(sharing, chain)
    while (
        len(sharing) <= MOST_SEARCHED
        and len(sets) > _fewest(sharing, chain)
        and (better := _Search(chain, len(sets) - 1).run(sharing))
    ):
        sets = better
    return [(need.wallet,) for need in alone] + [tuple(need.wallet for need in one.needs) for one in sets]


def _fewest(needs: Sequence[Need], chain: Blockchain) -> int:
    """Return a number of requests below which no packing can go."""
    by_rows = -(-sum(need.rows for need in needs) // (chain.page_limit - 1))
    return max(by_rows, -(-len(needs) // chain.set_limit))


def _first_fit(needs: Sequence[Need], chain: Blockchain) -> list["_Set"]:
    sets: list[_Set] = []
    for need in needs:
        place = next((one for one in sets if one.takes(need, chain)), None)
        if place is None:
            place = _Set()
            sets.append(place)
        place.push(need)
    return sets


@dataclass(slots=True)
class _Set:
    """Wallets that share one request so far."""

    needs: list[Need] = field(default_factory=list)
    rows: int = 0
    size: int = 0

    def takes(self, need: Need, chain: Blockchain) -> bool:
        """Return whether one more fits: by number, by the length of the path, and by rows.

        A page that is full might not be the last, so it must stay below the limit.
        """
        return (
            len(self.needs) < chain.set_limit
            and self.size + len(need.wallet.address) + 1 <= MOST_PATH_BYTES
            and self.rows + need.rows < chain.page_limit
        )

    def push(self, need: Need) -> None:
        """Take one more wallet."""
        self.needs.append(need)
        self.rows += need.rows
        self.size += len(need.wallet.address) + 1

    def pop(self) -> None:
        """Give the last wallet back."""
        need = self.needs.pop()
        self.rows -= need.rows
        self.size -= len(need.wallet.address) + 1


class _Search:
    """Looks for a packing into a given number of sets, as long as its trials last."""

    def __init__(self, chain: Blockchain, most_sets: int) -> None:
        self._chain = chain
        self._sets = [_Set() for _ in range(most_sets)]
        self._trials = MOST_TRIALS

    def run(self, needs: Sequence[Need]) -> list[_Set] | None:
        """Return a packing, or ``None`` when none was found."""
        return self._sets if self._place(needs, 0) else None

    def _place(self, needs: Sequence[Need], first: int) -> bool:
        if first == len(needs):
            return True
        loads: set[tuple[int, int]] = set()
        for one in self._sets:
            load = (one.rows, one.size)
            if load in loads or not one.takes(needs[first], self._chain):  # sets filled alike are tried once
                continue
            loads.add(load)
            self._trials -= 1
            if self._trials < 0:
                return False
            one.push(needs[first])
            if self._place(needs, first + 1):
                return True
            one.pop()
        return False
