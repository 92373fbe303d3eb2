"""What must hold of prices, each as one query that names what breaks it."""

from collections.abc import Callable
from dataclasses import dataclass

from cointracker_pipeline.storage.warehouse import Connection

MOST_TIMES = 20
"""How many times its price of the day before a coin's price may be; no coin here ever moved so far in a day."""


@dataclass(frozen=True, slots=True)
class PriceBreach:
    """A coin whose prices break a law, and how."""

    chain: str
    detail: str


def find_missing_prices(connection: Connection) -> list[PriceBreach]:
    """Return the coins that have prices, but none of some day since the first on which a wallet of theirs moved."""
    return _breaches(
        connection,
        """
        select d.chain, format('{} days with movements have no price, first {}', count(distinct d.day), min(d.day))
        from daily_balances d
        join (select chain, min(day) as first_day from prices where currency = 'USD' group by chain) f
        on f.chain = d.chain and d.day >= f.first_day
        where not exists (select 1 from prices p where p.chain = d.chain and p.day = d.day and p.currency = 'USD')
        group by d.chain order by d.chain
        """,
    )


def find_implausible_prices(connection: Connection) -> list[PriceBreach]:
    """Return the coins with a price that is not above zero, or 20 times that of the day before or a 20th of it."""
    return _breaches(
        connection,
        f"""
        select chain, format('{{}} {{}} on {{}}, {{}} the day before', price, currency, day, before)
        from (
            select *, lag(price) over days as before, lag(day) over days as day_before
            from prices window days as (partition by chain, currency order by day)
        )
        where price <= 0
            or (day - day_before = 1 and (price > before * {MOST_TIMES} or price * {MOST_TIMES} < before))
        order by chain, currency, day
        """,
    )


PRICE_LAWS: dict[str, Callable[[Connection], list[PriceBreach]]] = {
    "prices_are_complete": find_missing_prices,
    "prices_are_plausible": find_implausible_prices,
}
"""The name of each check, as Dagster shows it, and what finds its breaches."""


def _breaches(connection: Connection, sql: str) -> list[PriceBreach]:
    return [PriceBreach(chain, detail) for chain, detail in connection.execute(sql).fetchall()]
