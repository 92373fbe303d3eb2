"""A wallet's balance and worth over time, in a bounded number of points."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cointracker_pipeline.storage.warehouse.file import Connection
from cointracker_pipeline.storage.warehouse.numbers import of_wallets

MOST_POINTS = 2_000


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """What a wallet held at the end of a UTC day, in base units, and its worth by that day's price, where known."""

    day: date
    balance: int
    worth: Decimal | None


_POINTS = """
    with moved as materialized (
        select block_time::date as day, sum(balance_change) as change from transactions where {mine} group by 1
    ),
    balances as (select day, sum(change) over (order by day)::decimal(38, 0) as balance from moved),
    span as (
        select min(day) as first_day, $until::date as last_day,
            greatest(1, ceil(($until::date - min(day) + 1) / $most)::integer) as step
        from moved having min(day) <= $until::date
    ),
    days as (
        select last_day - (n * step)::integer as day
        from (select *, unnest(range((last_day - first_day) // step + 1)) as n from span)
    ),
    priced as (
        select p.day, p.price, c.decimals from prices p join chains c using (chain)
        where chain = $chain and upper(currency) = upper($currency)
    )
    select d.day, b.balance::hugeint, worth_of(b.balance, p.price, p.decimals)
    from days d asof join balances b on b.day <= d.day left join priced p on p.day = d.day order by d.day
"""


def read_chart(
    connection: Connection, wallet_id: str, until: date, currency: str, most: int = MOST_POINTS
) -> list[ChartPoint]:
    """Return a wallet's balance by day from its first movement until a UTC day, days without movement included.

    Where these are more than ``most`` days, each point is the last of a few: the last one is always ``until``.
    """
    chain = wallet_id.partition(":")[0]
    values = {"chain": chain, "until": until, "currency": currency, "most": most}
    points = _POINTS.format(mine=of_wallets(connection, [wallet_id]))
    return [ChartPoint(*row) for row in connection.execute(points, values).fetchall()]
