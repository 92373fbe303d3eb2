"""Finds the table of wallets among the sheets: the one whose columns are named like those of wallets."""

from collections.abc import Sequence

from cointracker_pipeline.errors import SpreadsheetError
from cointracker_pipeline.inbox.collect import too_many_rows
from cointracker_pipeline.inbox.columns import EXPECTED_HEADER, name_meanings
from cointracker_pipeline.inbox.limits import MAX_ROWS, MAX_TITLE_ROWS
from cointracker_pipeline.inbox.table import ColumnNames, Row, Sheet, Table

_SHOWN_SHEETS = 8


def choose_table(sheets: Sequence[Sheet], names: ColumnNames, name: str) -> Table:
    """Return the table below the one row that names an address column; ``name`` is the file's.

    A file's only sheet is taken whatever it holds: its first row then is the header, and whoever reads the columns
    says what is missing. Raises: SpreadsheetError when no sheet or several could be meant, or one is too long.
    """
    filled = [sheet for sheet in sheets if sheet.rows]
    if not filled:
        raise SpreadsheetError(f"{name} is empty." if sheets else f"{name} has no sheet that is visible; show it.")
    found = [(sheet, place) for sheet in filled if (place := find_header(sheet.rows, names)) is not None]
    if not found and len(filled) == 1:
        found = [(filled[0], 0)]
    if len(found) != 1:
        raise _explain([sheet for sheet, _ in found], filled, name)
    ((sheet, place),) = found
    rows = sheet.rows[place + 1 :]
    if len(rows) > MAX_ROWS:
        raise too_many_rows(name)
    return Table(sheet.rows[place].cells, rows)


def find_header(rows: Sequence[Row], names: ColumnNames) -> int | None:
    """Return which of the first rows names the most columns, an address among them; ``None`` if none does."""
    meanings = [name_meanings(row.cells, names) for row in rows[: MAX_TITLE_ROWS + 1]]
    places = [place for place, found in enumerate(meanings) if "address" in found]
    return max(places, key=lambda place: len(meanings[place]), default=None)


def _explain(found: Sequence[Sheet], filled: Sequence[Sheet], name: str) -> SpreadsheetError:
    if found:
        return SpreadsheetError(
            f"{name} has several sheets with wallets: {_list(found)}. Which one is meant is not guessed: hide the "
            "others, or save each as a file of its own."
        )
    return SpreadsheetError(
        f"{name} has no sheet with a column of addresses; looked at: {_list(filled)}. One of the first "
        f"{MAX_TITLE_ROWS} rows must name the columns, like {EXPECTED_HEADER}."
    )


def _list(sheets: Sequence[Sheet]) -> str:
    names = ", ".join(repr(sheet.name[:31]) for sheet in sheets[:_SHOWN_SHEETS])
    return names + (", …" if len(sheets) > _SHOWN_SHEETS else "")
