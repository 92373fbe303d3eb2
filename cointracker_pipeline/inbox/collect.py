"""Gathers rows within the limits of what a list of wallets can be."""

from collections.abc import Iterable

from cointracker_pipeline.errors import SpreadsheetError
from cointracker_pipeline.inbox.limits import MAX_CELLS, MAX_CHARACTERS, MAX_ROWS, MAX_TITLE_ROWS
from cointracker_pipeline.inbox.table import Row


def collect_rows(rows: Iterable[Row], name: str) -> tuple[Row, ...]:
    """Return the rows that are not blank.

    Raises: SpreadsheetError when there are more of them, of cells or of text than are read.
    """
    collected: list[Row] = []
    cells = characters = 0
    for row in rows:
        if row.is_blank:
            continue
        collected.append(row)
        cells += len(row.cells)
        characters += sum(map(len, row.cells))
        if len(collected) > MAX_ROWS + 1 + MAX_TITLE_ROWS:
            raise too_many_rows(name)
        if cells > MAX_CELLS or characters > MAX_CHARACTERS:
            raise SpreadsheetError(
                f"{name} has more than {MAX_CELLS:,} cells or {MAX_CHARACTERS:,} characters; remove columns that "
                "are not needed, or split it into several files."
            )
    return tuple(collected)


def too_many_rows(name: str) -> SpreadsheetError:
    """Return the error for a table with too many rows."""
    return SpreadsheetError(
        f"{name} has more than {MAX_ROWS:,} rows; split it into several files of at most that many."
    )
