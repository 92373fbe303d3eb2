"""The rows people read, and the side copy that a walk from scratch goes into."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from cointracker_pipeline.storage.warehouse.file import Connection
from cointracker_pipeline.storage.warehouse.numbers import of_wallets


@dataclass(frozen=True, slots=True)
class Copy:
    """The tables of one copy of all histories."""

    transactions: str
    cursors: str


LIVE = Copy("transactions", "cursors")
"""What people read."""

SIDE = Copy("rebuilt_transactions", "rebuilt_cursors")
"""Histories that are read again from scratch and not proven yet; nobody else looks at them."""


@dataclass(frozen=True, slots=True)
class Differences:
    """How a history that was read from scratch differs from the stored one.

    ``missing`` rows were not stored, ``surplus`` ones are not on the chain, ``changed`` ones have the same hash and
    another block, time or amount.
    """

    missing: int = 0
    surplus: int = 0
    changed: int = 0

    def __bool__(self) -> bool:
        return bool(self.missing or self.surplus or self.changed)


_SAME = """
    a.tx_hash = b.tx_hash and a.part = b.part and a.block_height = b.block_height
    and a.block_time = b.block_time and a.balance_change = b.balance_change
"""


def replace_by_side(connection: Connection, wallet_ids: Sequence[str]) -> dict[str, Differences]:
    """Make wallets' rows and cursors those of their side copies, inside the caller's transaction; tell what differed.

    Only rows that differ move. What waited and is confirmed in the copy waits no longer.
    """
    ids = list(wallet_ids)
    removed, inserted = _find(connection, ids, LIVE, SIDE), _find(connection, ids, SIDE, LIVE)
    for wallet_id in removed.keys() | inserted.keys():
        _replace_rows(connection, wallet_id)
    connection.execute(
        f"""
        delete from pending_transactions where {_CHOSEN} and (wallet_id, tx_hash) in (
            select (wallet_id, tx_hash) from rebuilt_transactions where {_CHOSEN}
        )
        """,
        {"wallets": ids},
    )
    connection.execute(f"delete from cursors where {_CHOSEN}", {"wallets": ids})
    connection.execute(f"insert into cursors select * from rebuilt_cursors where {_CHOSEN}", {"wallets": ids})
    drop_side(connection, ids)
    return {wallet_id: _compare(removed[wallet_id], inserted[wallet_id]) for wallet_id in ids}


def keep_older_rows(connection: Connection, wallet_id: str) -> None:
    """Add to a side copy the stored rows that are older than all it shows: they were read when they could be reached.

    The block of its oldest row may be cut by the end of the last page. The copy then reaches as far as what was stored.
    """
    mine = of_wallets(connection, [wallet_id])
    connection.execute(
        f"""
        insert into rebuilt_transactions
        select * from transactions a where {mine}
        and block_height <= (select min(block_height) from rebuilt_transactions where wallet_id = $wallet)
        and not exists (
            select 1 from rebuilt_transactions b
            where b.wallet_id = $wallet and b.tx_hash = a.tx_hash and b.part = a.part
        )
        """,
        {"wallet": wallet_id},
    )
    connection.execute(
        """
        update rebuilt_cursors set reachable = (select c.reachable from cursors c where c.wallet_id = $wallet)
        where wallet_id = $wallet
        """,
        {"wallet": wallet_id},
    )


def drop_side(connection: Connection, wallet_ids: Sequence[str]) -> None:
    """Forget the side copies of wallets."""
    for table in (SIDE.transactions, SIDE.cursors):
        connection.execute(f"delete from {table} where {_CHOSEN}", {"wallets": list(wallet_ids)})


_CHOSEN = "wallet_id in (select unnest($wallets::varchar[]))"
_DELETE = f"""
    delete from transactions a where {{mine}} and not exists (
        select 1 from rebuilt_transactions b where b.wallet_id = $wallet and {_SAME}
    )
"""
_INSERT = f"""
    insert into transactions select * from rebuilt_transactions b where wallet_id = $wallet and not exists (
        select 1 from transactions a where a.{{mine}} and {_SAME}
    )
"""
_ROWS = "select wallet_id, tx_hash, part, block_height, block_time, balance_change from"


def _replace_rows(connection: Connection, wallet_id: str) -> None:
    """Move what differs; where a row was stored more than once the whole history is written anew."""
    mine = of_wallets(connection, [wallet_id])
    for sql in (_DELETE, _INSERT):
        connection.execute(sql.format(mine=mine), {"wallet": wallet_id})
    if _find(connection, [wallet_id], LIVE, SIDE) or _find(connection, [wallet_id], SIDE, LIVE):
        connection.execute(f"delete from transactions where {mine}")
        connection.execute(
            "insert into transactions select * from rebuilt_transactions where wallet_id = ?", [wallet_id]
        )


def _find(connection: Connection, wallet_ids: Sequence[str], one: Copy, other: Copy) -> defaultdict[str, Counter[str]]:
    """Return by wallet the hashes, with their parts, of rows that one copy has and the other has fewer times."""
    chosen = of_wallets(connection, wallet_ids)
    rows = connection.execute(
        f"""
        select wallet_id, tx_hash || ' ' || part from (
            {_ROWS} {one.transactions} where {chosen} except all {_ROWS} {other.transactions} where {chosen}
        )
        """
    ).fetchall()
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for wallet_id, name in rows:
        found[wallet_id][name] += 1
    return found


def _compare(removed: Counter[str], inserted: Counter[str]) -> Differences:
    changed = (removed & inserted).total()
    return Differences(inserted.total() - changed, removed.total() - changed, changed)
