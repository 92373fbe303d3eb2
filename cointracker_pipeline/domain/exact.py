"""Exact amounts of rows whose amounts came rounded, or not at all, and the questions that tell them."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

Role = Literal["sender", "recipient"]
"""What an address is in the transactions that are looked up."""


class ExactAmount(NamedTuple):
    """What one part of a transaction moved, never negative; whose balance that changed is known from the row."""

    tx_hash: str
    part: str
    block_height: int
    amount: int


@dataclass(frozen=True, slots=True)
class TransactionsQuestion:
    """All parts of a few transactions, by their hashes."""

    hashes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableQuestion:
    """The first parts and fees of the transactions that an address sent, or was rewarded with, in a range of blocks.

    ``highest`` is part of the range; ``rows`` are as many as are expected in it.
    """

    role: Role
    address: str
    lowest: int
    highest: int
    rows: int


AmountQuestion = TransactionsQuestion | TableQuestion


@dataclass(frozen=True, slots=True)
class ExactAmounts:
    """The amounts an answer tells; what it does not tell is not known to the service, or not yet."""

    amounts: tuple[ExactAmount, ...]
    millipoints: int


@dataclass(frozen=True, slots=True)
class AmountSource:
    """Where a chain's exact amounts come from, and what they cost, in thousandths of a point (``millipoints``).

    A request about up to ``most_transactions`` costs ``first`` and ``each_more`` for every one after the first. A page
    of the table of transactions costs ``table`` and ``each_row`` for every row after ``free_rows``, and has up to
    ``most_rows``. Parts of a transaction are told once it is ``delay_blocks`` below the tip.
    """

    first: int
    each_more: int
    most_transactions: int
    table: int
    each_row: int
    free_rows: int
    most_rows: int
    delay_blocks: int

    def price(self, question: AmountQuestion) -> int:
        """Return what a question costs."""
        if isinstance(question, TransactionsQuestion):
            return self.price_transactions(len(question.hashes))
        return self.price_table(question.rows)

    def price_transactions(self, number: int) -> int:
        """Return what it costs to ask for this many transactions in as few requests as it takes."""
        requests = -(-number // self.most_transactions)
        return requests * (self.first - self.each_more) + number * self.each_more

    def price_table(self, rows: int) -> int:
        """Return what a page of the table with this many rows costs."""
        return self.table + self.each_row * max(0, rows - self.free_rows)
