"""What a person's wallets were worth over time, in a bounded number of points."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cointracker_pipeline.storage.warehouse.file import Connection
from cointracker_pipeline.storage.warehouse.report_tables import is_derived

MOST_POINTS = 500

STALE_DAYS = 5
"""A price that is older than a day by more days tells nothing of it."""

_POINTS = f"""
    with span as (
        select min(day) as first_day, greatest(1, ceil(($until::date - min(day) + 1) / $most)::integer) as step
        from held_by_person where person_id = $person having min(day) <= $until::date
    ),
    days as (
        select $until::date - (n * step)::integer as day
        from (select *, unnest(range(($until::date - first_day) // step + 1)) as n from span)
    ),
    held as (
        select d.day, h.chain, h.balance
        from (select day, chain from days, (select distinct chain from held_by_person where person_id = $person)) d
        asof join (select * from held_by_person where person_id = $person) h on h.chain = d.chain and h.day <= d.day
    ),
    priced as (
        select chain, day, price from prices where upper(currency) = upper($currency)
    )
    select h.chain, h.day, h.balance::hugeint,
        if(p.day >= h.day - {STALE_DAYS}, worth_of(h.balance, p.price, c.decimals), null)
    from held h join chains c using (chain) asof left join priced p on p.chain = h.chain and p.day <= h.day
    order by h.chain, h.day
"""


@dataclass(frozen=True, slots=True)
class HeldPoint:
    """What a person's wallets of a chain held at the end of a UTC day, in base units, and its worth, where known."""

    day: date
    balance: int
    worth: Decimal | None


def read_held(
    connection: Connection, person_id: int, until: date, currency: str, most: int = MOST_POINTS
) -> dict[str, list[HeldPoint]]:
    """Return by chain what a person's wallets held, from their first movement until a UTC day.

    All chains are told on the same days: each day, or where these are more than ``most`` the last of every few, the
    last one always being ``until``; a chain begins on the first of them on which it held anything. ``chains`` must be
    written. Nothing is known before the report was derived.
    """
    if not is_derived(connection, "held_by_person"):
        return {}
    values = {"person": person_id, "until": until, "currency": currency, "most": most}
    found: dict[str, list[HeldPoint]] = {}
    for chain, *point in connection.execute(_POINTS, values).fetchall():
        found.setdefault(chain, []).append(HeldPoint(*point))
    return found
