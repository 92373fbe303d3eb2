"""The query language of tables: ``q=`` filters and ``s=`` orders (Blockchair API v2.0.80, Infinitable endpoints)."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cointracker_pipeline.sandbox.query import RefusedError, check_names, read_number
from cointracker_pipeline.sandbox.rows import parse_time

FILTERS_MOST = 5
LIMIT_DEFAULT, LIMIT_MOST, OFFSET_MOST = 10, 100, 10_000

_PART = re.compile(r"(\w+)\(([^()]*)\)")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

Columns = Mapping[str, Callable[[Any], Any]]
"""What a table can be filtered and ordered by: each column's value of a row."""


@dataclass(frozen=True, slots=True)
class Filter:
    """One column between two values, both included; ``None`` is no bound."""

    column: str
    low: Any
    high: Any

    def matches(self, value: Any) -> bool:
        """Whether a value lies between."""
        if value is None:
            return False
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


@dataclass(frozen=True, slots=True)
class TableQuery:
    """What a table is asked for; ``order`` holds columns, each with whether the largest comes first."""

    filters: tuple[Filter, ...]
    order: tuple[tuple[str, bool], ...]
    limit: int
    offset: int

    def bounds(self, column: str) -> tuple[Any, Any]:
        """Return the narrowest bounds of a column."""
        lows = [one.low for one in self.filters if one.column == column and one.low is not None]
        highs = [one.high for one in self.filters if one.column == column and one.high is not None]
        return max(lows, default=None), min(highs, default=None)

    def millipoints(self, base: int, rows: int) -> int:
        """Return the cost: the table's base and a point for each filter, one percent more for each row over ten."""
        return (base + len(self.filters)) * (1_000 + 10 * max(0, rows - 10))


def read_table_query(params: Mapping[str, str], columns: Iterable[str]) -> TableQuery:
    """Read the query of a table that has these columns.

    Raises: RefusedError with code 400 for what is no such query.
    """
    check_names(params, {"q", "s", "limit", "offset"})
    known = set(columns)
    filters = tuple(_read_filter(name, text) for name, text in _read_parts(params.get("q", ""), "q", known))
    if len(filters) > FILTERS_MOST:
        raise RefusedError(400, f"Wrong q: at most {FILTERS_MOST} filters")
    order = tuple((name, _descends(text)) for name, text in _read_parts(params.get("s", ""), "s", known))
    return TableQuery(
        filters,
        order,
        read_number(params, "limit", LIMIT_DEFAULT, LIMIT_MOST),
        read_number(params, "offset", 0, OFFSET_MOST),
    )


def _read_parts(text: str, name: str, known: set[str]) -> list[tuple[str, str]]:
    """Return the ``column(text)`` parts of a list divided by commas."""
    found = [_PART.fullmatch(part) for part in re.split(r",(?![^(]*\))", text) if part]
    parts = [(match[1], match[2]) for match in found if match and match[1] in known and match[2]]
    if len(parts) != len(found):
        raise RefusedError(400, f"Wrong {name}: use column(value), columns are {', '.join(sorted(known))}")
    return parts


def _read_filter(column: str, text: str) -> Filter:
    low, dots, high = text.partition("..")
    try:
        return Filter(
            column,
            _read_value(column, low, last=False) if low else None,
            _read_value(column, high if dots else low, last=True) if high or not dots else None,
        )
    except ValueError as error:
        raise RefusedError(400, f"Wrong q: {column}({text})") from error


def _read_value(column: str, text: str, *, last: bool) -> Any:
    """Return a bound as the column's values are; a day as an upper bound is its last second."""
    if column == "time":
        return parse_time(f"{text} 23:59:59" if last and _DAY.fullmatch(text) else text)
    if text in {"true", "false"}:
        return text == "true"
    return int(text) if re.fullmatch(r"-?\d+", text) and column != "index" else text.lower()


def _descends(text: str) -> bool:
    if text not in {"asc", "desc"}:
        raise RefusedError(400, "Wrong s: use column(asc) or column(desc)")
    return text == "desc"
