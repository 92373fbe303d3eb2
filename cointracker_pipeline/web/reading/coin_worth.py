"""What amounts were worth on their days."""

from collections.abc import Collection
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal

from cointracker_pipeline.storage.warehouse import Connection

PLACES = Decimal("0.00000001")
_EXACT = Context(prec=100, rounding=ROUND_HALF_UP)

Prices = dict[tuple[str, date], Decimal]


def read_prices(connection: Connection, chains: Collection[str], days: Collection[date]) -> Prices:
    """Return the prices in USD of some chains' coins on some UTC days, where they are known."""
    rows = connection.execute(
        """
        select chain, day, price from prices
        where currency = 'USD' and chain in (select unnest($chains::varchar[]))
            and day in (select unnest($days::date[]))
        """,
        {"chains": sorted(chains), "days": sorted(days)},
    ).fetchall()
    return {(chain, day): price for chain, day, price in rows}


def value(amount: int, decimals: int, price: Decimal | None) -> Decimal | None:
    """Return an amount's worth to the eighth decimal place, half away from zero, as the warehouse's views have it."""
    if price is None:
        return None
    coins = _EXACT.scaleb(Decimal(amount), -decimals)
    return _EXACT.quantize(_EXACT.multiply(coins, price), PLACES)
