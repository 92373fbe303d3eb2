"""What is found in a sheet's XML: how far it reaches, and the cells whose value cannot be told."""

from dataclasses import dataclass, field

from cointracker_pipeline.errors import SpreadsheetError
from cointracker_pipeline.inbox.limits import MAX_GRID_CELLS
from cointracker_pipeline.inbox.readers._merged import Range
from cointracker_pipeline.inbox.table import CellKind


@dataclass(slots=True)
class Findings:
    """One sheet; rows and columns are counted from 0.

    ``faults`` are cells with an error or without a stored value: calamine gives them as empty.
    """

    faults: dict[int, dict[int, CellKind]] = field(default_factory=dict)
    merged: list[Range] = field(default_factory=list)
    last_row: int = 0
    last_column: int = 0

    def reach(self, row: int, column: int, sheet: str, name: str) -> None:
        """Take note that a cell is filled.

        Raises: SpreadsheetError when the sheet becomes so large that reading it would abort the process.
        """
        self.last_row = max(self.last_row, row)
        self.last_column = max(self.last_column, column)
        if (self.last_row + 1) * (self.last_column + 1) > MAX_GRID_CELLS:
            raise SpreadsheetError(
                f"{name}, sheet {sheet[:31]!r} reaches to row {self.last_row + 1:,} and column "
                f"{self.last_column + 1:,}: more than {MAX_GRID_CELLS:,} cells. Remove what stands far from the table, "
                "or copy the wallets alone into a new sheet."
            )

    def blame(self, row: int, column: int, kind: CellKind) -> None:
        """Take note that a cell's value cannot be told."""
        self.faults.setdefault(row, {})[column] = kind
