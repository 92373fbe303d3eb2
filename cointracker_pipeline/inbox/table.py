"""A table of text, whatever the format it was read from."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Row:
    """One row; ``line`` is where it begins, counted from 1 as a text editor or a spreadsheet shows it."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The first row that is not blank, and every later row that is not blank; all cells are text as given."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]


class Reader(Protocol):
    """Reads one format; one module in ``readers/`` holds one of these as ``READER``."""

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The endings of file names it reads, in lower case with the dot."""

    def read(self, path: Path) -> Table:
        """Return the file's table.

        Raises: SpreadsheetError saying what is wrong and what to do; OSError when the file cannot be opened.
        """
