"""Text in cells of CSV files: no spreadsheet program may take it for a formula, and it can be got back."""

import re

FORMULA_PATTERN = r"'*[=+\-@\t\r\n]"
"""How text begins that a spreadsheet program computes (OWASP, CSV Injection), or that was made text already.

This pattern and the next are written so that Python and DuckDB read them alike.
"""

NUMBER_PATTERN = r"'*[+-]?[0-9]+(\.[0-9]+)?"
"""A number keeps its sign: computing it gives the number itself."""

_FORMULA = re.compile(FORMULA_PATTERN)
_NUMBER = re.compile(NUMBER_PATTERN)
_STARTS = "'=+-@\t\r\n"


def disarm_cell(text: str) -> str:
    """Return a text as it may stand in a cell: behind an apostrophe where it would be a formula."""
    return f"'{text}" if text[:1] in _STARTS and _is_formula(text) else text


def recover_cell(cell: str) -> str:
    """Return the text that ``disarm_cell`` was given."""
    return cell[1:] if cell.startswith("'") and _is_formula(cell) else cell


def is_number(text: str) -> bool:
    """Whether a text is a plain decimal number, with or without a sign."""
    return not text.startswith("'") and _NUMBER.fullmatch(text) is not None


def _is_formula(text: str) -> bool:
    return _FORMULA.match(text) is not None and _NUMBER.fullmatch(text) is None
