"""What an amount is worth, exactly, from integers to the eighth decimal place."""

from decimal import ROUND_HALF_UP, Context, Decimal

PLACES = 8
"""Decimal places of a worth."""

_EXACT = Context(prec=100, rounding=ROUND_HALF_UP)
"""Amounts and prices have up to 38 digits each: their product fits. Half is rounded away from zero."""
_STEP = Decimal(1).scaleb(-PLACES)
_TOO_LARGE = Decimal(10) ** 21
"""More than all there is: a worth like this comes of a price that is none."""


def value_amount(amount: Decimal, price: Decimal, decimals: int) -> Decimal | None:
    """Return the worth of an amount in base units at the price of one coin; ``None`` from 1e21 on."""
    worth = _EXACT.multiply(_EXACT.scaleb(amount, -decimals), price)
    return None if abs(worth) >= _TOO_LARGE else _EXACT.quantize(worth, _STEP)


def to_steps(worth: Decimal | None) -> int | None:
    """Return a worth as an integer of its smallest steps, which can be divided without a remainder lost."""
    return None if worth is None else int(_EXACT.scaleb(worth, PLACES))


def from_steps(steps: int | None) -> Decimal | None:
    """Return smallest steps as a worth."""
    return None if steps is None else _EXACT.scaleb(Decimal(steps), -PLACES)
