"""A table of text, whatever the format it was read from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

ColumnNames = Mapping[str, Sequence[str]]
"""What a column may be called, by its meaning."""


class CellKind(StrEnum):
    """What a workbook's cell holds that is no text."""

    NUMBER = "number"
    DATE = "date"
    TRUTH = "truth"
    ERROR = "error"  # such as #REF!
    UNCALCULATED = "uncalculated"  # a formula whose value no program has stored


@dataclass(frozen=True, slots=True)
class Row:
    """One row; ``line`` is where it begins, counted from 1 as a text editor or a spreadsheet shows it.

    ``kinds`` names the places of cells, counted from 0, that are no text in the workbook.
    """

    line: int
    cells: tuple[str, ...]
    kinds: tuple[tuple[int, CellKind], ...] = ()

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in it."""
        return not self.kinds and not any(cell.strip() for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One visible sheet: its rows that are not blank. A text file is one sheet without a name."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The row that names the columns, and every later row that is not blank; all cells are text."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]


class Reader(Protocol):
    """Reads one family of formats; one module in ``readers/`` holds one of these as ``READER``."""

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The endings of file names it reads, in lower case with the dot."""

    def read(self, path: Path, names: ColumnNames) -> Sequence[Sheet]:
        """Return the file's visible sheets.

        Raises: SpreadsheetError saying what is wrong and what to do; OSError when the file cannot be opened.
        """
