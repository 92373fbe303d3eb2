"""A workbook's values as text."""

import datetime as dt
from decimal import Decimal

from cointracker_pipeline.inbox.limits import MAX_CELL_CHARACTERS
from cointracker_pipeline.inbox.table import CellKind

Value = str | float | bool | dt.date | dt.time | dt.timedelta


def render_value(value: Value) -> tuple[str, CellKind | None]:
    """Return a value's text, and what it is unless it is text.

    A number has no exponent and a whole one no point; a date is written ``2024-01-31``. A longer text than any
    label may have is cut: a cell without a closing quote, which the limit is for, a workbook cannot have.
    """
    if isinstance(value, str):
        return value[:MAX_CELL_CHARACTERS], None
    if isinstance(value, bool):
        return str(value).lower(), CellKind.TRUTH
    if isinstance(value, int | float):
        return _render_number(value), CellKind.NUMBER
    return str(value), CellKind.DATE


def _render_number(number: float) -> str:
    text = repr(number)
    if "e" in text:
        text = format(Decimal(text), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
