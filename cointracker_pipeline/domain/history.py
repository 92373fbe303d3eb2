"""What the chain says about a wallet: one page of its history and its own totals."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from cointracker_pipeline.domain.transaction import Transaction

if TYPE_CHECKING:
    from cointracker_pipeline.domain.token import Holdings

DISORDER_SECONDS = 7_200
"""How much a block's time may be ahead of the clock, by Bitcoin's consensus: a list by time is not quite by height."""


@dataclass(frozen=True, slots=True)
class Summary:
    """The chain's own figures for one address, in base units.

    ``transaction_count`` is ``None`` where the API leaves it out (transaction limit 0). With
    ``confirmed_only`` false every figure includes unconfirmed transactions. ``rows_sum_up`` is false where the API does
    not show everything that changes a balance.
    """

    balance: int
    received: int
    spent: int
    output_count: int
    unspent_output_count: int
    transaction_count: int | None
    confirmed_only: bool
    first_seen: datetime | None = None
    rows_sum_up: bool = True

    @property
    def most_rows(self) -> int:
        """The most transactions the address can have: each one brings it an output or spends one."""
        return 2 * self.output_count - self.unspent_output_count


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """One page of one address's history, newest first, as of ``tip_height``.

    ``millipoints`` is what the API charged for it, in thousandths of a point. ``shared_floor`` is known of an answer
    about several addresses that was cut off: at and above it this address's rows are complete. ``fees`` are rows that
    follow from those the API lists and are none of them. ``holdings`` are the address's tokens where they were asked
    for with the page and could be read.
    """

    tip_height: int
    summary: Summary
    transactions: tuple[Transaction, ...]
    offset: int
    limit: int
    millipoints: int
    shared_floor: int | None = None
    fees: tuple[Transaction, ...] = ()
    holdings: "Holdings | None" = None

    @property
    def pending(self) -> tuple[Transaction, ...]:
        """The unconfirmed rows of the page."""
        return tuple(row for row in self.transactions if row.block_height is None)

    @property
    def heights(self) -> list[int]:
        """The heights of the confirmed rows, in the page's order."""
        return [row.block_height for row in self.transactions if row.block_height is not None]

    def confirmed_from(self, height: int) -> tuple[Transaction, ...]:
        """Return the confirmed rows at or above a height, and their fees after them."""
        rows = self.transactions + self.fees if self.fees else self.transactions
        return tuple(row for row in rows if row.block_height is not None and row.block_height >= height)

    @property
    def is_last(self) -> bool:
        """Whether the history ends on this page."""
        if self.shared_floor is not None:
            return self._reaches_first_transaction
        if len(self.transactions) < self.limit:
            return True
        count = self.summary.transaction_count
        return count is not None and self.offset + len(self.transactions) >= count

    @property
    def _reaches_first_transaction(self) -> bool:
        """Whether the address's first transaction, which brought it coins, is here with its whole block, if any."""
        if self.summary.output_count == 0:
            return True
        oldest = min(self.transactions, key=lambda row: row.block_time, default=None)
        if oldest is None or oldest.block_height is None or oldest.block_height < (self.shared_floor or 0):
            return False
        return self.summary.first_seen is not None and oldest.block_time <= self.summary.first_seen


@dataclass(frozen=True, slots=True)
class SetPage:
    """The newest rows of a set of addresses, and each one's figures.

    ``summaries`` has every address asked for, zeros for the never seen; transaction counts are ``None``.
    ``rows_by_address`` is newest first. ``tip_height`` is ``None`` when none of the addresses was ever seen.
    """

    tip_height: int | None
    summaries: dict[str, Summary]
    rows_by_address: dict[str, tuple[Transaction, ...]]
    row_count: int
    limit: int
    millipoints: int

    def pages(self, block_seconds: int) -> dict[str, HistoryPage]:
        """Return each address's own page, empty when the tip is not known.

        The merged rows are newest first, whether by height or by time is not documented: where they are cut off,
        each address is shown down to the height of the oldest of them all, and as many blocks above it as times may
        be out of order. The price is shared evenly, the first address bearing what does not divide.
        """
        if self.tip_height is None:
            return {}
        share, rest = divmod(self.millipoints, len(self.summaries))
        disorder = -(-DISORDER_SECONDS // block_seconds)
        floor = None if self.row_count < self.limit else self._lowest_height() + disorder
        return {
            address: HistoryPage(
                self.tip_height,
                summary,
                self.rows_by_address[address],
                0,
                self.limit,
                share + (rest if place == 0 else 0),
                floor,
            )
            for place, (address, summary) in enumerate(self.summaries.items())
        }

    def _lowest_height(self) -> int:
        """Return the height of the oldest confirmed row; without any, nothing is known below the tip."""
        heights = (row.block_height for rows in self.rows_by_address.values() for row in rows)
        return min((height for height in heights if height is not None), default=self.tip_height or 0)


@dataclass(frozen=True, slots=True)
class Balances:
    """Confirmed balances of many addresses of one chain as of ``tip_height``, in base units, zeros included."""

    tip_height: int
    by_address: dict[str, int]
    millipoints: int
