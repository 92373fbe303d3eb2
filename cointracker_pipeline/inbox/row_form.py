"""What a row must be before its cells are read."""

from collections.abc import Sequence

from cointracker_pipeline.errors import InputError
from cointracker_pipeline.inbox.columns import Columns
from cointracker_pipeline.inbox.table import CellKind, Row


def check_width(cells: Sequence[str], width: int) -> None:
    """Refuse a row with more or fewer columns than the header. Raises: InputError."""
    filled = max((place for place, cell in enumerate(cells, start=1) if cell.strip()), default=0)
    if len(cells) < width:
        raise InputError(f"The row has {len(cells)} columns, the first line has {width}; fill it up.")
    if filled > width:
        raise InputError(
            f"The row has {filled} columns, the first line has {width}; put cells that hold the delimiter in quotes."
        )


def check_kinds(row: Row, columns: Columns) -> None:
    """Refuse a cell that has no value to be read, and an address that is not text. Raises: InputError."""
    kinds = dict(row.kinds)
    for meaning, place in columns.list_used() if kinds else ():
        kind = kinds.get(place)
        if kind is CellKind.ERROR:
            raise InputError(
                f"The {meaning} is an error of the spreadsheet, such as #REF!. Enter the {meaning} itself."
            )
        if kind is CellKind.UNCALCULATED:
            raise InputError(
                f"The {meaning} is a formula, and no value is stored with it. Open the file in your spreadsheet "
                "program and save it again, or enter the value itself."
            )
        if kind and meaning == "address":
            raise InputError(
                "The address is a number or date, not text: what was typed may be lost. Format the column as text, "
                "then enter the address again."
            )
