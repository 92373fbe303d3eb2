"""Prices of coins by day, each written once: a day that is over never changes again."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

import pyarrow as pa

from cointracker_pipeline.domain.price import PLACES, USD, Price
from cointracker_pipeline.storage.warehouse.file import Connection
from cointracker_pipeline.storage.warehouse.given import given

SETTLING_DAYS = 2
"""A price that the history does not have this long after its day will not come; until then it may be late."""

_TYPES = {
    "chain": pa.string(),
    "day": pa.date32(),
    "currency": pa.string(),
    "price": pa.decimal128(38, PLACES),
    "source": pa.string(),
}
_REPLACEABLE = "(p.source = 'carried' or (p.day = $today and p.source in ('market', 'rate')))"
_SAME = "p.chain = g.chain and p.day = g.day and p.currency = g.currency"


@dataclass(frozen=True, slots=True)
class Stored:
    """How many prices were written, and how many of the given ones differ from what was known and stays."""

    written: int = 0
    differing: int = 0


def store_prices(connection: Connection, prices: Sequence[Price], today: date) -> Stored:
    """Write the prices that are not known yet, inside the caller's transaction; ``today`` is the UTC day.

    Only today's own market price is replaced by a newer one, and what it is worth in another currency with it. Of two
    prices of the same day the first counts. Raises: ValueError for a day in the future.
    """
    connection.execute("delete from prices where source = 'carried' and day < ?", [today])
    first = {(one.chain, one.day, one.currency): one for one in reversed(prices)}
    if not first:
        return Stored()
    if max(one.day for one in prices) > today:
        raise ValueError("a price of a day in the future")
    columns = [pa.array([getattr(one, name) for one in first.values()], kind) for name, kind in _TYPES.items()]
    with given(connection, pa.table(columns, names=list(_TYPES))):
        connection.execute(
            f"delete from prices p where {_REPLACEABLE} and exists (select 1 from given g where {_SAME})",
            {"today": today},
        )
        differing = _count(
            connection, f"select count(*) from prices p join given g on {_SAME} where p.price <> g.price"
        )
        written = _count(
            connection,
            f"insert into prices select * from given g where not exists (select 1 from prices p where {_SAME}) "
            "order by chain, currency, day",
        )
    return Stored(written, differing)


def read_unconverted(connection: Connection, currency: str, today: date) -> list[tuple[str, date, Decimal]]:
    """Return chain, day and price in USD where the price in another currency is not known or may still change."""
    return connection.execute(
        """
        select u.chain, u.day, u.price from prices u
        where u.currency = $usd and not exists (
            select 1 from prices p
            where p.chain = u.chain and p.day = u.day and p.currency = $currency and p.day < $today
        )
        """,
        {"usd": USD, "currency": currency, "today": today},
    ).fetchall()


def find_gaps(connection: Connection, chains: Collection[str], today: date) -> dict[str, date | None]:
    """Return the chains whose history of prices must be asked for, and since which day: ``None`` is all of it.

    A chain is among them when a wallet moved on a day that is over and has no price, unless the history was asked for
    that day before, or was asked for at all today. A chain of which no answer came yet is asked for as a whole.
    """
    rows = connection.execute(
        """
        select d.chain, if(
            exists (select 1 from price_requests r where r.chain = d.chain and r.settled_until > r.since),
            min(d.day), null
        )
        from daily_balances d
        where d.day < $today and d.chain in (select unnest($chains::varchar[]))
        and not exists (select 1 from prices p where p.chain = d.chain and p.day = d.day and p.currency = $usd)
        and not exists (
            select 1 from price_requests r
            where r.chain = d.chain and (d.day between r.since and r.settled_until or r.asked_at::date = $today)
        )
        group by d.chain order by d.chain
        """,
        {"today": today, "chains": list(chains), "usd": USD},
    ).fetchall()
    return dict(rows)


def find_unasked(connection: Connection, chains: Collection[str]) -> list[str]:
    """Return those of the chains whose history of prices was never asked for, by name."""
    asked = {chain for (chain,) in connection.execute("select distinct chain from price_requests").fetchall()}
    return sorted(set(chains) - asked)


def note_request(connection: Connection, chain: str, since: date | None, now: datetime, *, answered: bool) -> None:
    """Note that the history was asked for, all of it or since a day; a refusal settles no day."""
    settled = now.date() - timedelta(days=SETTLING_DAYS) if answered else date.min
    connection.execute(
        "insert into price_requests values (?, ?, ?, ?)", [chain, since or date.min, settled, now.replace(tzinfo=None)]
    )


def write_second_currency(connection: Connection, currency: str | None) -> None:
    """Choose the currency beside USD in which the views show worth, or none."""
    connection.execute("delete from second_currency")
    if currency:
        connection.execute("insert into second_currency values (?)", [currency])


def _count(connection: Connection, sql: str) -> int:
    row = connection.execute(sql).fetchone()
    return int(row[0]) if row else 0
