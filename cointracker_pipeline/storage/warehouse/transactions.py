"""Transactions of wallets: one page stored, read back, or removed."""

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from cointracker_pipeline.domain.cursor import Step
from cointracker_pipeline.domain.transaction import Transaction
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.storage.warehouse.cursors import write_cursor
from cointracker_pipeline.storage.warehouse.file import Connection

_AMOUNT = pa.decimal128(38, 0)
_TIME = pa.timestamp("us")
_Identity = tuple[str, str, int | None, int]


@dataclass(frozen=True, slots=True)
class Totals:
    """What the stored confirmed rows of a wallet add up to."""

    balance: int
    transaction_count: int


@dataclass(frozen=True, slots=True)
class Change:
    """How many rows a page added, and how many that had been stored are no longer part of the chain."""

    added: int
    removed: int


def store_step(connection: Connection, wallet: Wallet, step: Step) -> Change:
    """Store one page with its cursor inside the caller's transaction; rows that only return do not count."""
    before = _remove_range(connection, wallet, step)
    inserted = _add_rows(connection, wallet, step)
    if step.pending is not None:
        _replace_pending(connection, wallet, step.pending)
    _drop_confirmed_pending(connection, wallet, step.rows)
    write_cursor(connection, step.cursor)
    kept = len(before & {_identity(row) for row in step.rows}) if before else 0
    return Change(inserted - kept, len(before) - kept)


def read_totals(connection: Connection, wallet_id: str) -> Totals:
    """Return the sum and the number of a wallet's confirmed rows."""
    row = connection.execute(
        "select coalesce(sum(balance_change), 0), count(*) from transactions where wallet_id = ?", [wallet_id]
    ).fetchone()
    return Totals(int(row[0]), row[1]) if row else Totals(0, 0)


def read_pending_change(connection: Connection, wallet_id: str) -> int:
    """Return the sum of a wallet's unconfirmed changes."""
    row = connection.execute(
        "select coalesce(sum(balance_change), 0) from pending_transactions where wallet_id = ?", [wallet_id]
    ).fetchone()
    return int(row[0]) if row else 0


def read_newest(connection: Connection, wallet_id: str, limit: int) -> list[Transaction]:
    """Return the newest rows of a wallet, unconfirmed ones first."""
    rows = connection.execute(
        """
        select tx_hash, null as block_height, first_seen as block_time, balance_change, part
        from pending_transactions where wallet_id = $wallet
        union all
        select tx_hash, block_height, block_time, balance_change, part
        from transactions where wallet_id = $wallet
        order by block_height desc nulls first, block_time desc, tx_hash limit $limit
        """,
        {"wallet": wallet_id, "limit": limit},
    ).fetchall()
    return [Transaction(hash_, height, time, int(change), part) for hash_, height, time, change, part in rows]


def delete_wallet_rows(connection: Connection, wallet_id: str) -> int:
    """Remove everything the warehouse holds about a wallet; return how many transactions that were."""
    row = connection.execute("select count(*) from transactions where wallet_id = ?", [wallet_id]).fetchone()
    for table in ("transactions", "pending_transactions", "cursors", "wallet_balances", "daily_balances"):
        connection.execute(f"delete from {table} where wallet_id = ?", [wallet_id])
    return row[0] if row else 0


def _remove_range(connection: Connection, wallet: Wallet, step: Step) -> set[_Identity]:
    below = step.replace_below if step.replace_below is not None else 2**62
    rows = connection.execute(
        """
        delete from transactions where wallet_id = ? and block_height >= ? and block_height < ?
        returning tx_hash, part, block_height, balance_change::hugeint
        """,
        [wallet.wallet_id, step.replace_from, below],
    ).fetchall()
    return set(rows)


def _identity(row: Transaction) -> _Identity:
    return row.tx_hash, row.part, row.block_height, row.balance_change


def _add_rows(connection: Connection, wallet: Wallet, step: Step) -> int:
    rows = step.rows if step.replace_below is None else _missing_rows(connection, wallet, step, step.replace_below)
    if not rows:
        return 0
    connection.register("page", _confirmed_table(wallet, rows))
    row = connection.execute("insert into transactions select * from page").fetchone()
    connection.unregister("page")
    return row[0] if row else 0


def _missing_rows(connection: Connection, wallet: Wallet, step: Step, below: int) -> Sequence[Transaction]:
    """Return the rows of a page without the few at or above ``below`` that are stored already."""
    highest = max((row.block_height or 0 for row in step.rows), default=0)
    known = connection.execute(
        "select tx_hash, part, block_height from transactions where wallet_id = ? and block_height between ? and ?",
        [wallet.wallet_id, below, highest],
    ).fetchall()
    stored = set(known)
    return [row for row in step.rows if (row.tx_hash, row.part, row.block_height) not in stored]


def _replace_pending(connection: Connection, wallet: Wallet, rows: Sequence[Transaction]) -> None:
    connection.execute("delete from pending_transactions where wallet_id = ?", [wallet.wallet_id])
    if rows:
        connection.executemany(
            "insert into pending_transactions values (?, ?, ?, ?, ?, ?)",
            [
                (wallet.wallet_id, wallet.chain, row.tx_hash, row.part, row.block_time, row.balance_change)
                for row in rows
            ],
        )


def _drop_confirmed_pending(connection: Connection, wallet: Wallet, rows: Sequence[Transaction]) -> None:
    """A transaction that waits may be confirmed on a later page: the confirmed row stays.

    Only this page tells: a row that is stored below it may just have been unconfirmed by a reorganisation.
    """
    waiting = connection.execute("select tx_hash from pending_transactions where wallet_id = ?", [wallet.wallet_id])
    confirmed = {hash_ for (hash_,) in waiting.fetchall()} & {row.tx_hash for row in rows}
    if confirmed:
        connection.execute(
            "delete from pending_transactions where wallet_id = ? and tx_hash in (select unnest(?::varchar[]))",
            [wallet.wallet_id, sorted(confirmed)],
        )


def _confirmed_table(wallet: Wallet, rows: Sequence[Transaction]) -> pa.Table:
    count = len(rows)
    return pa.table(
        {
            "wallet_id": pa.array([wallet.wallet_id] * count, pa.string()),
            "chain": pa.array([wallet.chain] * count, pa.string()),
            "tx_hash": pa.array([row.tx_hash for row in rows], pa.string()),
            "part": pa.array([row.part for row in rows], pa.string()),
            "block_height": pa.array([row.block_height for row in rows], pa.int64()),
            "block_time": pa.array([row.block_time for row in rows], _TIME),
            "balance_change": pa.array([row.balance_change for row in rows], _AMOUNT),
        }
    )
