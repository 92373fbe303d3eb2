"""Worth as integers of its smallest steps, so that it can be divided without a remainder lost."""

from decimal import Context, Decimal

PLACES = 8
"""Decimal places of a worth."""

_EXACT = Context(prec=100)
"""Wide enough for every worth: nothing is rounded."""


def to_steps(worth: Decimal | None) -> int | None:
    """Return a worth as an integer of its smallest steps."""
    return None if worth is None else int(_EXACT.scaleb(worth, PLACES))


def from_steps(steps: int | None) -> Decimal | None:
    """Return smallest steps as a worth."""
    return None if steps is None else _EXACT.scaleb(Decimal(steps), -PLACES)
