"""Transactions of wallets: pages stored, read back, or removed; any number of wallets in a few statements."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pyarrow as pa

from cointracker_pipeline.domain.cursor import Step
from cointracker_pipeline.domain.transaction import FEE, Transaction
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.storage.warehouse.amounts import forget_amounts, forget_unused_amounts, make_exact
from cointracker_pipeline.storage.warehouse.copies import LIVE, Copy
from cointracker_pipeline.storage.warehouse.cursors import write_cursors
from cointracker_pipeline.storage.warehouse.file import Connection
from cointracker_pipeline.storage.warehouse.given import AMOUNT, TIME, given, insert_rows
from cointracker_pipeline.storage.warehouse.numbers import give_numbers, of_wallets

_WITHOUT_END = 2**62
_PENDING = (pa.string(), pa.string(), pa.string(), pa.string(), TIME, AMOUNT, pa.bool_())
_Identity = tuple[str, str, int | None, int, datetime]
WalletStep = tuple[Wallet, Step]


@dataclass(frozen=True, slots=True)
class Totals:
    """What the stored confirmed rows of a wallet add up to; fees are part of the sum, but not of the number."""

    balance: int
    transaction_count: int
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Change:
    """How many rows came, and how many that had been stored are no longer part of the chain.

    ``since`` is the first UTC day of which any came or went: ``date.max`` where none did, ``date.min`` where nobody
    knows.
    """

    added: int
    removed: int
    since: date = date.min


def store_steps(connection: Connection, steps: Sequence[WalletStep], copy: Copy = LIVE) -> list[Change]:
    """Store one page of each of several wallets with its cursor inside the caller's transaction.

    A wallet may be there once. Rows that only return do not count. A side copy has no unconfirmed rows of its own:
    those of the page replace the ones people see. Amounts that are known exactly replace rounded ones.
    """
    numbers = give_numbers(connection, [wallet.wallet_id for wallet, _ in steps])
    before = _remove_ranges(connection, steps, copy, numbers)
    steps = [
        (wallet, _make_exact(connection, wallet, step, before.get(wallet.wallet_id, set()))) for wallet, step in steps
    ]
    added = _add_rows(connection, steps, copy, numbers)
    _replace_pending(connection, [(w, s.pending) for w, s in steps if s.pending is not None])
    if copy is LIVE:
        _drop_confirmed_pending(connection, steps)
    write_cursors(connection, [step.cursor for _, step in steps], copy)
    return [_count_change(before.get(wallet.wallet_id, set()), added[wallet.wallet_id], step) for wallet, step in steps]


def read_totals(connection: Connection, wallet_ids: Sequence[str], copy: Copy = LIVE) -> dict[str, Totals]:
    """Return the sum and the number of each wallet's confirmed rows."""
    rows = connection.execute(
        f"""
        select wallet_id, balance, transaction_count, exact from (
            select wallet_no, sum(balance_change) as balance, count(*) filter (where part <> '{FEE}')
                as transaction_count, bool_and(exact) as exact
            from {copy.transactions} where {of_wallets(connection, wallet_ids)} group by wallet_no
        ) join wallet_numbers using (wallet_no)
        """
    ).fetchall()
    found = {wallet_id: Totals(int(total), number, exact) for wallet_id, total, number, exact in rows}
    return {wallet_id: found.get(wallet_id, Totals(0, 0)) for wallet_id in wallet_ids}


def read_newest(connection: Connection, wallet_id: str, limit: int) -> list[Transaction]:
    """Return the newest rows of a wallet, unconfirmed ones first."""
    rows = connection.execute(
        f"""
        select tx_hash, null as block_height, first_seen as block_time, balance_change, part, exact
        from pending_transactions where wallet_id = $wallet
        union all
        select tx_hash, block_height, block_time, balance_change, part, exact
        from transactions where {of_wallets(connection, [wallet_id])}
        order by block_height desc nulls first, block_time desc, tx_hash, part limit $limit
        """,
        {"wallet": wallet_id, "limit": limit},
    ).fetchall()
    return [Transaction(hash_, height, time, int(change), *more) for hash_, height, time, change, *more in rows]


def delete_wallet_rows(connection: Connection, wallet_id: str) -> int:
    """Remove everything the warehouse holds about a wallet; return how many transactions that were."""
    mine = of_wallets(connection, [wallet_id])
    row = connection.execute(f"select count(*) from transactions where {mine}").fetchone()
    tables = connection.execute(
        """
        select table_name from duckdb_columns() join duckdb_tables() using (database_name, schema_name, table_name)
        where column_name = 'wallet_id' and schema_name = 'main' and not duckdb_tables.internal
        """
    ).fetchall()
    for (table,) in tables:
        connection.execute(f"delete from {table} where wallet_id = ?", [wallet_id])
    forget_unused_amounts(connection)
    return row[0] if row else 0


def _is_one_of(wallet_ids: Sequence[str]) -> str:
    """Return the condition on ``?``: for one wallet a plain one, which lets DuckDB skip what is elsewhere."""
    return "wallet_id = ?[1]" if len(wallet_ids) == 1 else "wallet_id in (select unnest(?::varchar[]))"


def _make_exact(connection: Connection, wallet: Wallet, step: Step, before: AbstractSet[_Identity]) -> Step:
    """Return a page with the amounts that are known; where rows have left the chain, nothing is known any more."""
    if all(row.exact for row in step.rows):
        return step
    shown = {(row.tx_hash, row.part, row.block_height) for row in step.rows}
    gone = [height for tx_hash, part, height, *_ in before if (tx_hash, part, height) not in shown]
    if gone:
        forget_amounts(connection, wallet.chain, min(height or 0 for height in gone))
    return make_exact(connection, wallet.chain, step)


def _remove_ranges(
    connection: Connection, steps: Sequence[WalletStep], copy: Copy, numbers: Mapping[str, int]
) -> dict[str, set[_Identity]]:
    """Delete what each page replaces and return it by wallet."""
    remove = _remove_range if len(steps) == 1 else _remove_many
    found: dict[str, set[_Identity]] = defaultdict(set)
    for wallet_id, *identity in remove(connection, steps, copy, numbers):
        tx_hash, part, block_height, change, block_time = identity
        found[wallet_id].add((tx_hash, part, block_height, change, block_time))
    return found


def _remove_range(
    connection: Connection, steps: Sequence[WalletStep], copy: Copy, numbers: Mapping[str, int]
) -> list[Any]:
    ((wallet, step),) = steps
    return connection.execute(
        f"""
        delete from {copy.transactions} where wallet_no = ? and block_height >= ? and block_height < ?
        returning wallet_id, tx_hash, part, block_height, balance_change::hugeint, block_time
        """,
        [numbers[wallet.wallet_id], step.replace_from, _below(step)],
    ).fetchall()


def _remove_many(
    connection: Connection, steps: Sequence[WalletStep], copy: Copy, numbers: Mapping[str, int]
) -> list[Any]:
    ranges = {
        "wallet_no": pa.array([numbers[wallet.wallet_id] for wallet, _ in steps], pa.int32()),
        "from_height": [step.replace_from for _, step in steps],
        "below_height": [_below(step) for _, step in steps],
    }
    with given(connection, pa.table(ranges)):
        return connection.execute(
            f"""
            delete from {copy.transactions} t using given g
            where t.wallet_no = g.wallet_no and t.block_height >= g.from_height and t.block_height < g.below_height
            returning t.wallet_id, t.tx_hash, t.part, t.block_height, t.balance_change::hugeint, t.block_time
            """
        ).fetchall()


def _below(step: Step) -> int:
    return _WITHOUT_END if step.replace_below is None else step.replace_below


def _count_change(before: set[_Identity], added: int, step: Step) -> Change:
    after = {_identity(row) for row in step.rows}
    kept = len(before & after)
    return Change(added - kept, len(before) - kept, min((time.date() for *_, time in before ^ after), default=date.max))


def _identity(row: Transaction) -> _Identity:
    return row.tx_hash, row.part, row.block_height, row.balance_change, row.block_time


def _add_rows(
    connection: Connection, steps: Sequence[WalletStep], copy: Copy, numbers: Mapping[str, int]
) -> dict[str, int]:
    """Insert the rows of all pages in one statement; return how many each wallet got."""
    fresh = [(wallet, _missing_rows(connection, numbers[wallet.wallet_id], step, copy)) for wallet, step in steps]
    if any(rows for _, rows in fresh):
        with given(connection, _to_table(fresh, numbers)):
            connection.execute(f"insert into {copy.transactions} select * from given")
    return {wallet.wallet_id: len(rows) for wallet, rows in fresh}


def _missing_rows(connection: Connection, wallet_no: int, step: Step, copy: Copy) -> Sequence[Transaction]:
    """Return the rows of a page without the few at or above ``replace_below`` that are stored already."""
    below = step.replace_below
    if below is None or not step.rows:
        return step.rows
    highest = max(row.block_height or 0 for row in step.rows)
    known = connection.execute(
        f"""
        select tx_hash, part, block_height from {copy.transactions}
        where wallet_no = ? and block_height between ? and ?
        """,
        [wallet_no, below, highest],
    ).fetchall()
    stored = set(known)
    return [
        row
        for row in step.rows
        if (row.block_height or 0) < below or (row.tx_hash, row.part, row.block_height) not in stored
    ]


def _replace_pending(connection: Connection, waiting: Sequence[tuple[Wallet, Sequence[Transaction] | None]]) -> None:
    if not waiting:
        return
    ids = [wallet.wallet_id for wallet, _ in waiting]
    connection.execute(f"delete from pending_transactions where {_is_one_of(ids)}", [ids])
    rows = [
        (wallet.wallet_id, wallet.chain, row.tx_hash, row.part, row.block_time, row.balance_change, row.exact)
        for wallet, pending in waiting
        for row in pending or ()
    ]
    insert_rows(connection, "pending_transactions", _PENDING, rows)


def _drop_confirmed_pending(connection: Connection, steps: Sequence[WalletStep]) -> None:
    """A transaction that waits may be confirmed on a later page: the confirmed row stays.

    Only these pages tell: a row that is stored below them may just have been unconfirmed by a reorganisation.
    """
    ids = [wallet.wallet_id for wallet, _ in steps]
    found = connection.execute(f"select wallet_id, tx_hash from pending_transactions where {_is_one_of(ids)}", [ids])
    waiting = set(found.fetchall())
    if not waiting:
        return
    shown = ((wallet.wallet_id, row.tx_hash) for wallet, step in steps for row in step.rows)
    for key in waiting.intersection(shown):
        connection.execute("delete from pending_transactions where wallet_id = ? and tx_hash = ?", list(key))


def _to_table(pages: Sequence[tuple[Wallet, Sequence[Transaction]]], numbers: Mapping[str, int]) -> pa.Table:
    """Return pages as one table; amounts from ints, since decimal text takes twenty times as long."""
    rows = [row for _, page in pages for row in page]
    ids = [wallet_id for wallet, page in pages for wallet_id in [wallet.wallet_id] * len(page)]
    chains = [chain for wallet, page in pages for chain in [wallet.chain] * len(page)]
    return pa.table(
        {
            "wallet_id": pa.array(ids, pa.string()),
            "chain": pa.array(chains, pa.string()),
            "tx_hash": pa.array([row.tx_hash for row in rows], pa.string()),
            "part": pa.array([row.part for row in rows], pa.string()),
            "block_height": pa.array([row.block_height for row in rows], pa.int64()),
            "block_time": pa.array([row.block_time for row in rows], TIME),
            "balance_change": pa.array([row.balance_change for row in rows], AMOUNT),
            "exact": pa.array([row.exact for row in rows], pa.bool_()),
            "wallet_no": pa.array([numbers[wallet_id] for wallet_id in ids], pa.int32()),
        }
    )
