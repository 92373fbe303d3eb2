"""A wallet's balance, and whether it is proven."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from cointracker_pipeline.domain.history import Summary
from cointracker_pipeline.domain.transaction import Transaction

Unproven = Literal["mismatch", "inexact", "unexplained"]
"""Why a complete balance is not proven: rows differ from the chain, or none is missing and yet either some amounts are
only rounded so far, or all are exact and something else changed the balance.
"""


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

    ``counters`` are ``None`` where unconfirmed transactions are part of them. ``rows_sum_up`` is false on chains whose
    rows need not sum up to the balance.
    """

    tip_height: int
    balance: int
    transaction_count: int | None
    counters: Counters | None = None
    rows_sum_up: bool = True


@dataclass(frozen=True, slots=True)
class Moved:
    """A wallet whose stored rows came or went, none before ``since``, a UTC day; ``balance`` is what they sum to now.

    ``date.min`` says that any may have, and then the balance need not be told; ``date.max`` that none did.
    """

    wallet_id: str
    since: date = date.min
    balance: int | None = None


@dataclass(frozen=True, slots=True)
class WalletBalance:
    """A wallet's balance as the sum of its stored changes, beside the chain's own figures at the same height.

    Fees are rows, but no transactions to count. ``exact`` says that every amount is known to the last base unit, and
    ``rows_sum_up`` that the chain explains all of a balance.
    """

    wallet_id: str
    chain: str
    balance: int
    transaction_count: int
    chain_balance: int
    chain_transaction_count: int | None
    tip_height: int
    checked_at: datetime
    reachable: bool = True
    exact: bool = True
    rows_sum_up: bool = True

    @property
    def matches(self) -> bool:
        """Whether nothing differs that reading again could put right: no row is missing or surplus."""
        counts_agree = self.chain_transaction_count in (None, self.transaction_count)
        return self.reachable and counts_agree and self.balance + self.unexplained == self.chain_balance

    @property
    def proven(self) -> bool:
        """Whether the sum of all changes, each exact, is the chain's balance and no row is missing or surplus."""
        return self.matches and self.exact and not self.unexplained

    @property
    def unexplained(self) -> int:
        """What the chain's balance has beyond the rows, where the API does not show all that changes a balance.

        While a row is not exact, what that row lacks is part of it.
        """
        return 0 if self.rows_sum_up else self.chain_balance - self.balance


def confirmed_figures(tip_height: int, summary: Summary, pending: tuple[Transaction, ...]) -> ChainFigures:
    """Return the confirmed figures of an answer; unconfirmed rows seen in it are taken out of its totals.

    The API's totals include unconfirmed transactions unless only confirmed ones were asked for (Blockchair API
    v2, Address info); ``balance_change`` of every row, unconfirmed ones included, then sums to ``balance``.
    """
    if summary.confirmed_only or not pending:
        counters = read_counters_of(summary)
        return ChainFigures(tip_height, summary.balance, summary.transaction_count, counters, summary.rows_sum_up)
    count = None if summary.transaction_count is None else summary.transaction_count - len(pending)
    return ChainFigures(tip_height, summary.balance - sum(row.balance_change for row in pending), count)


def read_counters_of(summary: Summary) -> Counters:
    """Return the counters of an answer."""
    return Counters(summary.received, summary.spent, summary.output_count, summary.unspent_output_count)
