"""Prices of coins, page by page, the newest day first."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal

from cointracker_pipeline.storage.warehouse import Connection

PricePlace = tuple[date, str, str]

PriceRow = tuple[str, str, date, Decimal, str]
"""Chain, currency, day, price of one coin, and who told it."""

_PAGE = """
    select chain, currency, day, price, source from prices
    where chain in (select unnest($chains::varchar[])) and ($currency is null or currency = upper($currency))
        and ($since is null or day >= $since::date) and ($until is null or day <= $until::date)
        and (day < $day::date or (day = $day::date and (chain, currency) > ($chain, $code)))
    order by day desc, chain, currency limit $limit
"""


def read_price_page(
    connection: Connection,
    chains: Collection[str],
    currency: str | None,
    since: date | None,
    until: date | None,
    limit: int,
    after: PricePlace,
) -> list[PriceRow]:
    """Return the prices of some chains that come after a place."""
    day, chain, code = after
    values = {"chains": sorted(chains), "currency": currency, "since": since, "until": until, "limit": limit}
    return connection.execute(_PAGE, {**values, "day": day, "chain": chain, "code": code}).fetchall()
