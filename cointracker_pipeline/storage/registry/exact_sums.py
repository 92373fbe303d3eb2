"""Sums of amounts that are stored as decimal digits: exact, by integers that cannot hold the amounts themselves."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, case, cast, func, literal

_DIGITS = 12
"""Of one part: a million of them sum up within 64 bits."""
_PARTS = 4
"""Four parts hold 48 digits; an amount has at most 38."""


def sum_parts(amounts: ColumnElement[str]) -> list[ColumnElement[Any]]:
    """Return columns that together are the sum of a column of amounts, those that are null left out."""
    magnitude = func.ltrim(amounts, "-")
    padded = literal("0" * _DIGITS * _PARTS) + magnitude
    sign = case((amounts.like("-%"), -1), else_=1)
    starts = [func.length(magnitude) + 1 + _DIGITS * number for number in range(_PARTS)]
    parts = [cast(func.substr(padded, start, _DIGITS), BigInteger) * sign for start in starts]
    # Most amounts that wait are nothing, and cutting texts is what takes the time.
    return [func.coalesce(func.sum(case((amounts == "0", 0), else_=part)), 0) for part in parts]


def join_parts(parts: Iterable[Any]) -> int:
    """Return the sum that the values of these columns are."""
    total = 0
    for part in parts:
        total = total * 10**_DIGITS + int(part)
    return total
