"""What is known of each coin's prices."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cointracker_pipeline.storage.warehouse import Connection


@dataclass(frozen=True, slots=True)
class KnownPrices:
    """The prices of one coin in one currency: how many days, from when to when, and the newest."""

    chain: str
    currency: str
    days: int
    first_day: date
    last_day: date
    newest: Decimal
    source: str

    @property
    def price_text(self) -> str:
        """The newest price without needless zeros, never in scientific notation."""
        return render_price(self.newest)


def read_known_prices(connection: Connection, chains: Collection[str] | None = None) -> list[KnownPrices]:
    """Return what is known of the given chains, or of all, by chain and currency; USD comes first."""
    rows = connection.execute(
        """
        select chain, currency, count(*), min(day), max(day), arg_max(price, day), arg_max(source, day) from prices
        where $all or chain in (select unnest($chains::varchar[]))
        group by chain, currency order by chain, currency <> 'USD', currency
        """,
        {"all": chains is None, "chains": list(chains or ())},
    ).fetchall()
    return [KnownPrices(*row) for row in rows]


def render_price(price: Decimal) -> str:
    """Return a price without needless zeros, at least two decimal places, never in scientific notation."""
    whole, _, rest = f"{price:f}".partition(".")
    return f"{whole}.{rest.rstrip('0').ljust(2, '0')}"


def read_path(connection: Connection, chain: str, most: int) -> list[tuple[date, Decimal]]:
    """Return a coin's prices in USD, oldest first, thinned to at most ``most`` days and the newest."""
    return connection.execute(
        """
        select day, price from (
            select day, price, row_number() over (order by day desc) - 1 as place, count(*) over () as total
            from prices where chain = $chain and currency = 'USD'
        )
        where place % greatest(1, ceil(total / $most)::bigint) = 0 order by day
        """,
        {"chain": chain, "most": most},
    ).fetchall()
