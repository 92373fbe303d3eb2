"""A wallet's balance, and whether it is proven."""

from dataclasses import dataclass
from datetime import datetime

from cointracker_pipeline.domain.history import Summary
from cointracker_pipeline.domain.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Counters:
    """The chain's counters of a wallet's confirmed history; any movement moves one of them, a balance may return."""

    received: int
    spent: int
    output_count: int
    unspent_output_count: int


@dataclass(frozen=True, slots=True)
class ChainFigures:
    """What the chain itself says about the confirmed history of a wallet at ``tip_height``.

    ``counters`` are ``None`` where unconfirmed transactions are part of them.
    """

    tip_height: int
    balance: int
    transaction_count: int | None
    counters: Counters | None = None


@dataclass(frozen=True, slots=True)
class WalletBalance:
    """A wallet's balance as the sum of its stored changes, beside the chain's own figures at the same height."""

    wallet_id: str
    chain: str
    balance: int
    transaction_count: int
    chain_balance: int
    chain_transaction_count: int | None
    tip_height: int
    checked_at: datetime
    reachable: bool = True

    @property
    def proven(self) -> bool:
        """Whether the sum of all changes is the chain's balance and no row is missing or surplus."""
        counts_agree = self.chain_transaction_count in (None, self.transaction_count)
        return self.reachable and self.balance == self.chain_balance and counts_agree


def confirmed_figures(tip_height: int, summary: Summary, pending: tuple[Transaction, ...]) -> ChainFigures:
    """Return the confirmed figures of an answer; unconfirmed rows seen in it are taken out of its totals.

    The API's totals include unconfirmed transactions unless only confirmed ones were asked for (Blockchair API
    v2, Address info); ``balance_change`` of every row, unconfirmed ones included, then sums to ``balance``.
    """
    if summary.confirmed_only or not pending:
        return ChainFigures(tip_height, summary.balance, summary.transaction_count, read_counters_of(summary))
    count = None if summary.transaction_count is None else summary.transaction_count - len(pending)
    return ChainFigures(tip_height, summary.balance - sum(row.balance_change for row in pending), count)


def read_counters_of(summary: Summary) -> Counters:
    """Return the counters of an answer."""
    return Counters(summary.received, summary.spent, summary.output_count, summary.unspent_output_count)
