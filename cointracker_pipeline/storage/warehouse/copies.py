"""The rows people read, and the side copy that a walk from scratch goes into."""

from collections import Counter
from dataclasses import dataclass

from cointracker_pipeline.storage.warehouse.file import Connection


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


def replace_by_side(connection: Connection, wallet_id: str) -> Differences:
    """Make a wallet's rows and cursor those of its side copy, inside the caller's transaction; only what differs moves.

    What waited and is confirmed in the copy waits no longer.
    """
    removed = _find(connection, wallet_id, LIVE, SIDE)
    inserted = _find(connection, wallet_id, SIDE, LIVE)
    _run(connection, wallet_id, _DELETE)
    _run(connection, wallet_id, _INSERT)
    if _find(connection, wallet_id, LIVE, SIDE) or _find(connection, wallet_id, SIDE, LIVE):  # a row was stored twice
        connection.execute("delete from transactions where wallet_id = ?", [wallet_id])
        connection.execute(
            "insert into transactions select * from rebuilt_transactions where wallet_id = ?", [wallet_id]
        )
    connection.execute(
        """
        delete from pending_transactions where wallet_id = $wallet
        and tx_hash in (select tx_hash from rebuilt_transactions where wallet_id = $wallet)
        """,
        {"wallet": wallet_id},
    )
    connection.execute("delete from cursors where wallet_id = ?", [wallet_id])
    connection.execute("insert into cursors select * from rebuilt_cursors where wallet_id = ?", [wallet_id])
    drop_side(connection, wallet_id)
    changed = (removed & inserted).total()
    return Differences(inserted.total() - changed, removed.total() - changed, changed)


def keep_older_rows(connection: Connection, wallet_id: str) -> None:
    """Add to a side copy the stored rows that are older than all it shows: they were read when they could be reached.

    The block of its oldest row may be cut by the end of the last page. The copy then reaches as far as what was stored.
    """
    connection.execute(
        """
        insert into rebuilt_transactions
        select * from transactions a where wallet_id = $wallet
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


def drop_side(connection: Connection, wallet_id: str) -> None:
    """Forget a wallet's side copy."""
    connection.execute("delete from rebuilt_transactions where wallet_id = ?", [wallet_id])
    connection.execute("delete from rebuilt_cursors where wallet_id = ?", [wallet_id])


_DELETE = f"""
    delete from transactions a where wallet_id = $wallet and not exists (
        select 1 from rebuilt_transactions b where b.wallet_id = $wallet and {_SAME}
    )
"""
_INSERT = f"""
    insert into transactions select * from rebuilt_transactions b where wallet_id = $wallet and not exists (
        select 1 from transactions a where a.wallet_id = $wallet and {_SAME}
    )
"""
_ROWS = "select tx_hash, part, block_height, block_time, balance_change from"


def _run(connection: Connection, wallet_id: str, sql: str) -> None:
    connection.execute(sql, {"wallet": wallet_id})


def _find(connection: Connection, wallet_id: str, one: Copy, other: Copy) -> Counter[tuple[str, str]]:
    """Return hash and part of the rows that one copy has and the other has not, or has fewer times."""
    rows = connection.execute(
        f"""
        {_ROWS} {one.transactions} where wallet_id = $wallet
        except all {_ROWS} {other.transactions} where wallet_id = $wallet
        """,
        {"wallet": wallet_id},
    ).fetchall()
    return Counter(row[:2] for row in rows)
