"""A page of a wallet's transactions."""

from collections.abc import Sequence
from dataclasses import dataclass

from cointracker_pipeline.errors import InputError
from cointracker_pipeline.storage.warehouse import Connection, PageRow, read_page
from cointracker_pipeline.web.reading.row_filter import RowFilter, read_key, write_key

PAGE_ROWS = 50


@dataclass(frozen=True, slots=True)
class RowPage:
    """Some transactions, where the next ones begin, empty at the end, and what of the filter cannot be understood."""

    rows: Sequence[PageRow]
    next: str
    is_first: bool
    problem: str = ""

    @property
    def has_balances(self) -> bool:
        """Whether the balance after each transaction is known: not of a part of them."""
        return any(one.balance_after is not None for one in self.rows)


def read_row_page(connection: Connection, wallet_id: str, decimals: int, wanted: RowFilter, after: str) -> RowPage:
    """Return the transactions that come next after a place, or the newest ones."""
    try:
        key, sought = read_key(after), wanted.to_sought(decimals)
    except InputError as error:
        return RowPage((), "", is_first=True, problem=str(error))
    found = read_page(connection, wallet_id, PAGE_ROWS + 1, key, sought)
    rows = found[:PAGE_ROWS]
    return RowPage(rows, write_key(rows[-1].key) if len(found) > PAGE_ROWS else "", is_first=key is None)
