"""A wallet's transactions page by page, the newest first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from cointracker_pipeline.storage.warehouse.file import Connection
from cointracker_pipeline.storage.warehouse.numbers import of_wallets


@dataclass(frozen=True, slots=True)
class RowKey:
    """Where a row stands among those of its wallet; ``block_height`` is ``None`` while it is unconfirmed."""

    block_height: int | None
    tx_hash: str
    part: str


@dataclass(frozen=True, slots=True)
class Sought:
    """Which rows: those that came in or went out, of UTC days, of some amount at least, of hashes that begin so."""

    direction: Literal["in", "out"] | None = None
    first_day: date | None = None
    last_day: date | None = None
    least_amount: int | None = None
    hash_prefix: str = ""


@dataclass(frozen=True, slots=True)
class PageRow:
    """One transaction of a wallet; ``balance_after`` is of confirmed rows of pages on which all rows are shown."""

    key: RowKey
    block_time: datetime
    balance_change: int
    exact: bool
    balance_after: int | None = None


ALL = Sought()

_ROWS = """
    select null::bigint as block_height, tx_hash, part, first_seen as block_time, balance_change, exact
    from pending_transactions where wallet_id = $wallet
    union all
    select block_height, tx_hash, part, block_time, balance_change, exact from transactions where {mine}
"""
_TOTAL = """
    with rows as materialized (
        select block_height, tx_hash, part, balance_change from transactions
        where {mine} and block_height <= $height
    )
    select coalesce(sum(balance_change), 0)::hugeint from rows
    where block_height < $height or tx_hash > $hash or (tx_hash = $hash and part >= $part)
"""


def read_page(
    connection: Connection, wallet_id: str, limit: int, after: RowKey | None = None, sought: Sought = ALL
) -> list[PageRow]:
    """Return the rows of a wallet that come next: unconfirmed ones first, then by height downwards, hash and part.

    A page goes on where the one before ended, whatever was stored meanwhile. Times are UTC without a zone.
    """
    conditions, values = _conditions(after, sought)
    mine = of_wallets(connection, [wallet_id])
    found = connection.execute(
        f"""
        select block_height, tx_hash, part, block_time, balance_change::hugeint, exact from ({_ROWS.format(mine=mine)})
        where {" and ".join(conditions)} order by block_height desc nulls first, tx_hash, part limit $limit
        """,
        {"wallet": wallet_id, "limit": limit, **values},
    ).fetchall()
    rows = [PageRow(RowKey(*key), time, change, exact) for *key, time, change, exact in found]
    return rows if sought != ALL else list(_with_balances(connection, mine, rows))


def _conditions(after: RowKey | None, sought: Sought) -> tuple[list[str], dict[str, object]]:
    day = timedelta(days=1)
    wanted: list[tuple[str, str, object]] = [
        ("balance_change * $sign > 0", "sign", {"in": 1, "out": -1, None: None}[sought.direction]),
        ("block_time >= $since::timestamp", "since", sought.first_day),
        ("block_time < $until::timestamp", "until", sought.last_day and sought.last_day + day),
        ("abs(balance_change) >= $least::hugeint", "least", sought.least_amount),
        ("starts_with(tx_hash, $prefix)", "prefix", sought.hash_prefix.lower() or None),
    ]
    used = [(sql, name, value) for sql, name, value in wanted if value is not None]
    sql, values = _follows(after) if after else ("true", {})
    return [sql, *(sql for sql, _, _ in used)], values | {name: value for _, name, value in used}


def _follows(after: RowKey) -> tuple[str, dict[str, object]]:
    values: dict[str, object] = {"hash": after.tx_hash, "part": after.part}
    if after.block_height is None:
        return "(block_height is not null or (tx_hash, part) > ($hash, $part))", values
    later = "block_height < $height or (block_height = $height and (tx_hash, part) > ($hash, $part))"
    # The first part alone lets DuckDB skip blocks of rows.
    return f"block_height <= $height and ({later})", values | {"height": after.block_height}


def _with_balances(connection: Connection, mine: str, rows: Sequence[PageRow]) -> Iterator[PageRow]:
    balance = None
    for row in rows:
        if row.key.block_height is None:
            yield row
            continue
        if balance is None:
            balance = _read_balance(connection, mine, row.key)
        yield PageRow(row.key, row.block_time, row.balance_change, row.exact, balance)
        balance -= row.balance_change


def _read_balance(connection: Connection, mine: str, key: RowKey) -> int:
    """Return the sum of a wallet's confirmed rows up to this one."""
    values = {"height": key.block_height, "hash": key.tx_hash, "part": key.part}
    row = connection.execute(_TOTAL.format(mine=mine), values).fetchone()
    return int(row[0]) if row else 0
