"""A chain on paper: one wallet's rows in a list, served in pages as the API serves them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.domain.exact import AmountQuestion, ExactAmounts
from cointracker_pipeline.domain.history import Balances, HistoryPage, SetPage, Summary
from cointracker_pipeline.domain.transaction import Transaction

GENESIS = datetime(2020, 1, 1)  # noqa: DTZ001 - the API's times are UTC without a zone
PAGE_MILLIPOINTS = 2_000


def make_row(name: object, height: int | None, change: int = 1, *, minute: int = 0) -> Transaction:
    """Return a row in a block, ten minutes a block, or a row that waits since some minutes after the start."""
    minutes = minute if height is None else 10 * height
    return Transaction(f"hash-{name}", height, GENESIS + timedelta(minutes=minutes), change)


def make_rows(heights: Iterable[int]) -> list[Transaction]:
    """Return one row for each height, newest first, each with another amount."""
    oldest_first = [make_row(number, height, number + 1) for number, height in enumerate(sorted(heights))]
    return oldest_first[::-1]


@dataclass(frozen=True, slots=True)
class Asked:
    """One page that was asked for."""

    offset: int
    limit: int
    confirmed_only: bool


@dataclass(slots=True)
class PaperChain:
    """Serves ``rows``, newest first, and ``pending`` among them by time; it is a ``ChainReader``.

    ``between`` holds what happens right before the page of that number is served, the first being 0.
    """

    rows: list[Transaction] = field(default_factory=list)
    tip_height: int = 1_000
    pending: list[Transaction] = field(default_factory=list)
    between: dict[int, Callable[[], None]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    balance_error: int = 0

    @property
    def parallel_requests(self) -> int:
        """One page after the other."""
        return 1

    def mine(self, *rows: Transaction, blocks: int = 1) -> None:
        """Find blocks; rows of theirs come on top, the newest last."""
        self.rows[:0] = reversed(rows)
        self.tip_height += blocks

    def serve(self, offset: int, limit: int, *, confirmed_only: bool) -> HistoryPage:
        """Return a page, with the totals as they are at this moment."""
        happening = self.between.pop(len(self.asked), None)
        if happening:
            happening()
        self.asked.append(Asked(offset, limit, confirmed_only))
        listed = self.rows if confirmed_only else _by_time(self.rows, self.pending)
        return HistoryPage(
            self.tip_height,
            self._sum_up(listed, confirmed_only),
            tuple(listed[offset : offset + limit]),
            offset,
            limit,
            PAGE_MILLIPOINTS,
        )

    def fetch_set(self, chain: Blockchain, addresses: Sequence[str], *, limit: int, confirmed_only: bool) -> SetPage:
        """Return the newest rows of a set of one wallet, without its count, as sets come."""
        (address,) = addresses
        page = self.serve(0, limit, confirmed_only=confirmed_only)
        summary = replace(page.summary, transaction_count=None)
        rows = {address: page.transactions}
        return SetPage(page.tip_height, {address: summary}, rows, len(page.transactions), limit, page.millipoints)

    def fetch_page(
        self, chain: Blockchain, address: str, *, offset: int, limit: int, confirmed_only: bool
    ) -> HistoryPage:
        """Return one page, whatever the address."""
        assert offset <= chain.offset_limit, (chain, address)
        assert limit <= chain.page_limit
        return self.serve(offset, limit, confirmed_only=confirmed_only)

    def fetch_balances(self, chain: Blockchain, addresses: Sequence[str]) -> Balances:
        """Return the confirmed balance, the same for every address."""
        assert len(addresses) <= chain.mass_check_limit
        balance = self._sum_up(self.rows, confirmed_only=True).balance
        return Balances(self.tip_height, dict.fromkeys(addresses, balance), 1_000 + len(addresses))

    def fetch_amounts(self, chain: Blockchain, question: AmountQuestion) -> ExactAmounts:
        """Answer nothing: every amount is exact."""
        raise AssertionError(question)

    def _sum_up(self, rows: Sequence[Transaction], confirmed_only: bool) -> Summary:
        received = sum(max(0, row.balance_change) for row in rows)
        balance = sum(row.balance_change for row in rows) + self.balance_error
        return Summary(balance, received, received - balance, len(rows), len(rows), len(rows), confirmed_only)


def _by_time(rows: Sequence[Transaction], pending: Sequence[Transaction]) -> list[Transaction]:
    return sorted([*pending, *rows], key=lambda row: row.block_time, reverse=True) if pending else list(rows)
