"""What a report says of itself: its columns and what must hold of its rows."""

from dataclasses import dataclass
from typing import Literal

ColumnType = Literal[
    "varchar", "bigint", "boolean", "date", "timestamp", "decimal(38, 0)", "decimal(38, 8)", "decimal(38, 18)"
]
Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column; ``decimal(38, 0)`` is an amount in base units of the coin that the column ``chain`` names."""

    name: str
    type: ColumnType
    description: str

    @property
    def is_amount(self) -> bool:
        """Whether it holds amounts in base units."""
        return self.type == "decimal(38, 0)"


@dataclass(frozen=True, slots=True)
class Check:
    """What must hold of a report, as a sentence, and the SQL that names each breach in one text.

    An error means that the report is wrong; a warning, that it cannot be complete.
    """

    name: str
    description: str
    breaches: str
    severity: Severity = "error"
