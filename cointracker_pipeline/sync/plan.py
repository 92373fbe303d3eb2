"""What to ask next: pure functions from what is known to requests."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.domain.cursor import OVERLAP_ROWS, Cursor, choose_overlap
from cointracker_pipeline.domain.price_list import PriceList
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.sync.need import Need
from cointracker_pipeline.sync.pack import Group, count_pages, pack
from cointracker_pipeline.sync.set_size import choose_set_size
from cointracker_pipeline.sync.sharing import Sharing, group_needs

FIRST_LOOK_ROWS = 1_000
"""Rows asked for when only news is expected; the price is the same for any number, the bytes are not."""

Endpoint = Literal["address", "addresses", "balances", "counters", "amounts", "prices"]


@dataclass(frozen=True, slots=True)
class PlannedRequest:
    """One request, before it is sent: what it asks for, the points it costs in thousandths, the rows expected.

    ``rows`` is ``None`` where nothing is known of the wallets yet.
    """

    endpoint: Endpoint
    chain: str
    addresses: tuple[str, ...]
    offset: int
    limit: int
    millipoints: int
    rows: int | None


@dataclass(frozen=True, slots=True)
class Task:
    """Wallets that are brought up to date together, and the requests that are expected to do it."""

    wallets: tuple[Wallet, ...]
    requests: tuple[PlannedRequest, ...]

    @property
    def millipoints(self) -> int:
        """What all its requests are expected to cost."""
        return sum(one.millipoints for one in self.requests)

    def halve(self, fixed: int) -> "list[Task]":
        """Return the same work as two tasks of half of the wallets each; each request has its fixed price again."""
        middle, (request, *_) = len(self.wallets) // 2, self.requests
        each_more = (request.millipoints - fixed) // (len(self.wallets) - 1)
        return [
            Task(
                half,
                (
                    replace(
                        request,
                        addresses=tuple(wallet.address for wallet in half),
                        millipoints=fixed + each_more * (len(half) - 1),
                        rows=None,
                    ),
                ),
            )
            for half in (self.wallets[:middle], self.wallets[middle:])
        ]


@dataclass(frozen=True, slots=True)
class PageRequest:
    """One page of one wallet's history to ask for; ``is_end`` says the API can show nothing older."""

    offset: int
    limit: int
    confirmed_only: bool
    is_end: bool


def plan_requests(
    needs: Sequence[Need], chain: Blockchain, prices: PriceList, sharing: Sharing, lengths: Sequence[int]
) -> list[Task]:
    """Return the cheapest requests found that bring all these wallets of one chain up to date, in no special order.

    Small wallets share requests that show their newest rows together, large ones are paged alone, and a wallet never
    shares where ``sharing`` forbids it. How many wallets of unknown length share one follows from ``lengths``, the
    lengths known on this chain.
    """
    size = choose_set_size(lengths, chain, prices)
    tasks = []
    for company in group_needs(needs, sharing):
        unknown = [need for need in company if need.rows is None]
        known = [need for need in company if need.rows is not None]
        groups = [*pack(unknown, chain, prices, size), *pack(known, chain, prices)]
        tasks += [_to_task(group, chain, prices) for group in groups]
    return tasks


def plan_checks(wallets: Iterable[Wallet], chain: Blockchain, prices: PriceList, most: int) -> list[PlannedRequest]:
    """Return the requests that tell whose balance moved, each for up to ``most`` wallets."""
    asked = [wallet.address for wallet in wallets]
    return [
        PlannedRequest("balances", chain.name, tuple(part), 0, 0, prices.price_balances(len(part)), 0)
        for part in (asked[start : start + most] for start in range(0, len(asked), most))
    ]


def plan_page(cursor: Cursor, chain: Blockchain, *, confirmed_only: bool, overlap: int = OVERLAP_ROWS) -> PageRequest:
    """Return the next request of a wallet's walk.

    The first page of a walk includes unconfirmed rows unless ``confirmed_only``: one answer then shows both the
    news and what is pending. Later pages are of confirmed rows only, because an unconfirmed row that vanishes
    would shift them; they begin with ``overlap`` rows already stored. So is a first page that is asked for again,
    when the one before was full of unconfirmed rows.
    """
    walk = cursor.walk
    if walk is None or walk.rows_read == 0:
        limit = chain.page_limit if cursor.complete_height is None else min(FIRST_LOOK_ROWS, chain.page_limit)
        return PageRequest(0, limit, confirmed_only or walk is not None, is_end=False)
    return page_at(walk.rows_read, chain, overlap)


def page_at(rows_read: int, chain: Blockchain, overlap: int = OVERLAP_ROWS) -> PageRequest:
    """Return the request that follows when this many rows are read: it shows the last of them again."""
    offset = min(max(0, rows_read - overlap), chain.offset_limit)
    return PageRequest(offset, chain.page_limit, True, is_end=offset >= chain.offset_limit)


def _to_task(group: Group, chain: Blockchain, prices: PriceList) -> Task:
    wallets = tuple(need.wallet for need in group)
    return Task(wallets, tuple(_walk(group[0], chain, prices) if len(group) == 1 else [_share(group, chain, prices)]))


def _share(group: Group, chain: Blockchain, prices: PriceList) -> PlannedRequest:
    rows = [need.rows for need in group]
    expected = None if None in rows else sum(one or 0 for one in rows)
    addresses = tuple(need.wallet.address for need in group)
    price = prices.price_rows(len(group))
    return PlannedRequest("addresses", chain.name, addresses, 0, chain.page_limit, price, expected)


def _walk(need: Need, chain: Blockchain, prices: PriceList) -> list[PlannedRequest]:
    """Return a wallet's pages, each but the first beginning with the last rows of the one before."""
    requests, read = [], need.read
    for _ in range(count_pages(need, chain)):
        left = None if need.rows is None else need.rows - read
        offset = max(0, read - choose_overlap(left, chain.page_limit)) if read else 0
        rows = None if need.rows is None else min(chain.page_limit, need.rows - offset)
        requests.append(
            PlannedRequest(
                "address", chain.name, (need.wallet.address,), offset, chain.page_limit, prices.price_rows(1), rows
            )
        )
        read = offset + chain.page_limit
    return requests
