"""What the chain says about a wallet: one page of its history and its own totals."""

from dataclasses import dataclass

from cointracker_pipeline.domain.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Summary:
    """The chain's own figures for one address, in base units.

    ``transaction_count`` is ``None`` where the API leaves it out (transaction limit 0). With
    ``confirmed_only`` false every figure includes unconfirmed transactions.
    """

    balance: int
    received: int
    spent: int
    output_count: int
    unspent_output_count: int
    transaction_count: int | None
    confirmed_only: bool


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """One page of one address's history, newest first, as of ``tip_height``.

    ``millipoints`` is what the API charged for it, in thousandths of a point.
    """

    tip_height: int
    summary: Summary
    transactions: tuple[Transaction, ...]
    offset: int
    limit: int
    millipoints: int

    @property
    def is_last(self) -> bool:
        """Whether the history ends on this page."""
        if len(self.transactions) < self.limit:
            return True
        count = self.summary.transaction_count
        return count is not None and self.offset + len(self.transactions) >= count


@dataclass(frozen=True, slots=True)
class Balances:
    """Confirmed balances of many addresses of one chain as of ``tip_height``, in base units, zeros included."""

    tip_height: int
    by_address: dict[str, int]
    millipoints: int
