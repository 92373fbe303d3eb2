"""What to ask next: pure functions from what is known to requests."""

from collections.abc import Sequence
from dataclasses import dataclass

from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.domain.cursor import OVERLAP_ROWS, Cursor
from cointracker_pipeline.domain.wallet import Wallet

FIRST_LOOK_ROWS = 1_000
"""Rows asked for when only news is expected; the price is the same for any number, the bytes are not."""


@dataclass(frozen=True, slots=True)
class PageRequest:
    """One page of one wallet's history to ask for; ``is_end`` says the API can show nothing older."""

    offset: int
    limit: int
    confirmed_only: bool
    is_end: bool


def plan_page(cursor: Cursor, chain: Blockchain, *, confirmed_only: bool) -> PageRequest:
    """Return the next request of a wallet's walk.

    The first page of a walk includes unconfirmed rows unless ``confirmed_only``: one answer then shows both the
    news and what is pending. Later pages are of confirmed rows only, because an unconfirmed row that vanishes
    would shift them; they begin with rows already stored. So is a first page that is asked for again, when the
    one before was full of unconfirmed rows.
    """
    walk = cursor.walk
    if walk is None or walk.rows_read == 0:
        limit = chain.page_limit if cursor.complete_height is None else min(FIRST_LOOK_ROWS, chain.page_limit)
        return PageRequest(0, limit, confirmed_only or walk is not None, is_end=False)
    offset = min(max(0, walk.rows_read - OVERLAP_ROWS), chain.offset_limit)
    return PageRequest(offset, chain.page_limit, True, is_end=offset >= chain.offset_limit)


MOST_PATH_BYTES = 4_000
"""Servers and proxies take a request line of 8 kB at most, some less; a set of addresses is cut below this."""


@dataclass(frozen=True, slots=True)
class Need:
    """A wallet that is due, and the most rows it can have; ``None`` while nothing is known of it.

    ``alone`` says that it must not share a request: it is in the middle of a walk, or needs a closer look.
    """

    wallet: Wallet
    most_rows: int | None = None
    alone: bool = False


def plan_sets(needs: Sequence[Need], chain: Blockchain) -> list[tuple[Wallet, ...]]:
    """Return which wallets to ask for together; a wallet by itself is to be paged alone.

    A request for a set costs 1.9 points and a tenth of a point an address, a page of one wallet 2 points (Blockchair
    API v2, Address and extended public key info): wallets share requests as long as all rows they can have fit one
    page. The largest are placed first, each where it still fits; wallets of which nothing is known go where there is
    room, because the answer tells their length.
    """
    alone = [need for need in needs if _is_alone(need, chain)]
    sharing = sorted((need for need in needs if not _is_alone(need, chain)), key=lambda need: -(need.most_rows or 0))
    sets: list[_Set] = []
    for need in sharing:
        place = next((one for one in sets if one.takes(need, chain)), None)
        if place is None:
            place = _Set()
            sets.append(place)
        place.add(need)
    return [(need.wallet,) for need in alone] + [tuple(one.wallets) for one in sets]


def _is_alone(need: Need, chain: Blockchain) -> bool:
    return need.alone or (need.most_rows or 0) > chain.page_limit


class _Set:
    """Wallets that share one request so far."""

    def __init__(self) -> None:
        self.wallets: list[Wallet] = []
        self._rows = 0
        self._bytes = 0

    def takes(self, need: Need, chain: Blockchain) -> bool:
        """Return whether one more wallet fits: by number, by rows, and by the length of the path."""
        return (
            len(self.wallets) < chain.set_limit
            and self._rows + (need.most_rows or 0) < chain.page_limit  # a full page might not be the last
            and self._bytes + len(need.wallet.address) + 1 <= MOST_PATH_BYTES
        )

    def add(self, need: Need) -> None:
        """Take one more wallet."""
        self.wallets.append(need.wallet)
        self._rows += need.most_rows or 0
        self._bytes += len(need.wallet.address) + 1
