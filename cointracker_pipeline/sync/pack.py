"""Which wallets share a request: a pure function from what is known of them to groups."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.domain.price_list import PriceList
from cointracker_pipeline.sync.need import Need

MOST_PATH_BYTES = 4_000
"""Servers and proxies take a request line of 8 kB at most, some less; a set of addresses is cut below this."""

MOST_TRIED_OUT = 8
"""Up to this many wallets every grouping is weighed; above it the first one that fits is cheap enough."""

Group = tuple[Need, ...]


def count_in_path(needs: Sequence[Need]) -> int:
    """Return how many wallets with addresses as long as these on average one request can name by its length."""
    return max(1, MOST_PATH_BYTES * len(needs) // sum(len(need.wallet.address) + 1 for need in needs))


def count_pages(need: Need, chain: Blockchain) -> int:
    """Return how many pages of its own a wallet takes: its answers tell how many rows there are."""
    return max(1, -(-((need.rows or 0) - need.read) // chain.page_limit))


def price_group(group: Sequence[Need], chain: Blockchain, prices: PriceList) -> int:
    """Return what a group costs in millipoints: one request for several wallets, the pages of one by itself."""
    pages = count_pages(group[0], chain) if len(group) == 1 else 1
    return pages * prices.price_rows(len(group))


def pack(needs: Sequence[Need], chain: Blockchain, prices: PriceList, most: int | None = None) -> list[Group]:
    """Return the cheapest groups found; each of several wallets is one request, a wallet by itself is paged alone.

    Wallets share a request as long as all rows they can have fit a page, which must not be full: a full page might
    not be the last. ``most`` limits the number of wallets in a group.
    """
    apart = [need for need in needs if need.alone or (need.rows or 0) >= chain.page_limit]
    room = _Room(chain, min(most or chain.set_limit, chain.set_limit))
    sharing = [need for need in needs if not (need.alone or (need.rows or 0) >= chain.page_limit)]
    groups = _try_out(sharing, room, prices) if len(sharing) <= MOST_TRIED_OUT else _first_fit(sharing, room)
    return [(need,) for need in apart] + groups


@dataclass(frozen=True, slots=True)
class _Room:
    chain: Blockchain
    most: int

    def holds(self, group: Sequence[Need]) -> bool:
        """Return whether wallets fit one request: by number, by the length of the path, and by rows."""
        if len(group) == 1:
            return True
        return (
            len(group) <= self.most
            and sum(len(need.wallet.address) + 1 for need in group) <= MOST_PATH_BYTES
            and sum(need.rows or 0 for need in group) < self.chain.page_limit
        )


def _try_out(needs: Sequence[Need], room: _Room, prices: PriceList) -> list[Group]:
    """Return the cheapest of all groupings: the first wallet with any others, and the rest as cheap as it can be."""

    @cache
    def best(left: frozenset[int]) -> tuple[int, tuple[tuple[int, ...], ...]]:
        if not left:
            return 0, ()
        return min(
            (
                price_group([needs[place] for place in chosen], room.chain, prices) + best(left - set(chosen))[0],
                (chosen, *best(left - set(chosen))[1]),
            )
            for chosen in _choices(left)
            if room.holds([needs[place] for place in chosen])
        )

    return [tuple(needs[place] for place in chosen) for chosen in best(frozenset(range(len(needs))))[1]]


def _choices(left: frozenset[int]) -> Iterator[tuple[int, ...]]:
    """Return every set of what is left that has its first member."""
    first, *others = sorted(left)
    for mask in range(2 ** len(others)):
        yield (first, *(one for place, one in enumerate(others) if mask >> place & 1))


@dataclass(slots=True)
class _Set:
    needs: list[Need] = field(default_factory=list)
    rows: int = 0
    size: int = 0

    def takes(self, need: Need, room: _Room) -> bool:
        return (
            len(self.needs) < room.most
            and self.size + len(need.wallet.address) + 1 <= MOST_PATH_BYTES
            and self.rows + (need.rows or 0) < room.chain.page_limit
        )

    def push(self, need: Need) -> None:
        self.needs.append(need)
        self.rows += need.rows or 0
        self.size += len(need.wallet.address) + 1


def _first_fit(needs: Sequence[Need], room: _Room) -> list[Group]:
    """Place the largest first, each where it still fits; sets that are full by number are not looked at again."""
    done: list[_Set] = []
    open_sets: list[_Set] = []
    for need in sorted(needs, key=lambda one: -(one.rows or 0)):
        place = next((one for one in open_sets if one.takes(need, room)), None)
        if place is None:
            place = _Set()
            open_sets.append(place)
        place.push(need)
        if len(place.needs) == room.most:
            open_sets.remove(place)
            done.append(place)
    return [tuple(one.needs) for one in [*done, *open_sets]]
