"""Prices of coins: what one coin was worth on a UTC day, as exact decimals."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Literal

PLACES = 18
"""How many decimal places of a price are kept; further ones are rounded half up."""

MOST = Decimal(10) ** 12
"""What no price of a coin reaches: a larger figure is a mistake, and worth is exact below it."""

USD = "USD"

Source = Literal["market", "history", "file", "rate", "carried"]
"""Where a price is from: an answer of the day itself, Blockchair's history, a person's file, a price in USD times the
day's rate, or, for a day that is not over, times an older rate."""

_UNIT = Decimal(1).scaleb(-PLACES)
_EXACT = Context(prec=100)


@dataclass(frozen=True, slots=True)
class Price:
    """What one coin of a chain was worth on a UTC day."""

    chain: str
    day: date
    currency: str
    price: Decimal
    source: Source


@dataclass(frozen=True, slots=True)
class Rate:
    """How many units of a currency one USD bought on a day."""

    currency: str
    day: date
    rate: Decimal


@dataclass(frozen=True, slots=True)
class Sighting:
    """A coin's price in USD as an answer told it; ``seen_at`` is aware UTC."""

    price: Decimal
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class PriceHistory:
    """A coin's prices in USD by day, days without one left out, and what the API charged in thousandths of a point."""

    prices: Mapping[date, Decimal]
    millipoints: int


def check_price(number: Decimal) -> Decimal:
    """Return a price, or a rate, with 18 decimal places.

    Raises: ValueError when it is not above zero, or too large to be one.
    """
    if not number.is_finite() or not 0 < number < MOST:
        raise ValueError(f"{number} cannot be a price: it must be above 0 and below {MOST:,}")
    rounded = number.quantize(_UNIT, ROUND_HALF_UP, _EXACT)
    if not 0 < rounded < MOST:
        raise ValueError(f"{number} cannot be a price: with {PLACES} decimal places nothing is left of it")
    return rounded


def convert_price(price: Decimal, rate: Decimal) -> Decimal | None:
    """Return a price in USD in the currency of a rate, ``None`` when that is too small or too large for a price."""
    try:
        return check_price(_EXACT.multiply(price, rate))
    except ValueError:
        return None
