"""Amounts of tokens: integers of any size, and what of them fits a column of fixed width."""

from decimal import Decimal

from cointracker_pipeline.domain.amount import render_amount

SCALE = 18
"""Decimal places of a scaled amount."""

PRECISION = 38
"""Digits of a scaled amount in all: the most DuckDB's and Arrow's decimals have."""


def scale_amount(amount: int, decimals: int | None) -> Decimal | None:
    """Return an amount in whole tokens with 18 decimal places, exactly, or ``None`` where that does not fit."""
    if decimals is None:
        return None
    if decimals <= SCALE:
        scaled, lost = amount * 10 ** (SCALE - decimals), 0
    else:
        sign = -1 if amount < 0 else 1
        scaled, lost = divmod(abs(amount), 10 ** (decimals - SCALE))
        scaled *= sign
    if lost or abs(scaled) >= 10**PRECISION:
        return None
    digits = tuple(map(int, str(abs(scaled))))
    return Decimal((int(scaled < 0), digits, -SCALE))


def render_token_amount(amount: int, decimals: int | None) -> str:
    """Return an amount in whole tokens with every place, or in base units where the decimals are not known."""
    return render_amount(amount, decimals or 0)
