"""Exact amounts that are known, and the rows that still lack them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pyarrow as pa

from cointracker_pipeline.domain.cursor import Step
from cointracker_pipeline.domain.exact import ExactAmount
from cointracker_pipeline.domain.transaction import FEE, Transaction
from cointracker_pipeline.storage.warehouse.file import Connection
from cointracker_pipeline.storage.warehouse.given import AMOUNT, TIME, given, insert_rows
from cointracker_pipeline.storage.warehouse.numbers import of_wallets

ASKED_AGAIN_AFTER = timedelta(days=7)
"""How long amounts that the service could not tell are left as they are."""

_Key = tuple[str, str, int | None]
_TYPES = (pa.string(), pa.string(), pa.string(), pa.int64(), AMOUNT)
_CHANGE = f"if(t.part = '{FEE}', -a.amount, sign(t.balance_change)::integer * a.amount)"


@dataclass(frozen=True, slots=True)
class Lacking:
    """A transaction of a wallet of which amounts are not exact, and the parts that are not."""

    tx_hash: str
    block_height: int
    parts: frozenset[str]


def write_amounts(connection: Connection, chain: str, amounts: Sequence[ExactAmount]) -> None:
    """Keep exact amounts; what was known of the same parts is replaced."""
    rows = [(chain, *one) for one in dict.fromkeys(amounts)]
    if not rows:
        return
    names = ("chain", "tx_hash", "part", "block_height", "amount")
    columns = [pa.array(column, kind) for column, kind in zip(zip(*rows, strict=True), _TYPES, strict=True)]
    with given(connection, pa.table(columns, names=list(names))):
        connection.execute(
            "delete from exact_amounts a using given g where a.chain = g.chain and a.tx_hash = g.tx_hash "
            "and a.part = g.part and a.block_height = g.block_height"
        )
        connection.execute("insert into exact_amounts select * from given")


def apply_amounts(connection: Connection, wallet_id: str) -> int:
    """Make a wallet's rows exact whose amounts are known; return how many that were."""
    row = connection.execute(
        f"""
        update transactions t set balance_change = {_CHANGE}, exact = true
        from exact_amounts a where t.{of_wallets(connection, [wallet_id])} and not t.exact and a.chain = t.chain
        and a.tx_hash = t.tx_hash and a.part = t.part and a.block_height = t.block_height
        """
    ).fetchone()
    return row[0] if row else 0


def make_exact(connection: Connection, chain: str, step: Step) -> Step:
    """Return a page with every amount that is known already: only what is not is paid for."""
    lacking = [row for row in step.rows if not row.exact]
    if not lacking:
        return step
    known = _read_known(connection, chain, lacking)
    return replace(step, rows=tuple(row if row.exact else _exact(row, known) for row in step.rows))


def forget_amounts(connection: Connection, chain: str, height: int) -> None:
    """Forget what is known from a height on: a reorganisation may have changed it."""
    connection.execute("delete from exact_amounts where chain = ? and block_height >= ?", [chain, height])


def forget_unused_amounts(connection: Connection) -> None:
    """Forget the amounts of transactions that no wallet has any more."""
    connection.execute(
        """
        delete from exact_amounts a where not exists (
            select 1 from transactions t where t.chain = a.chain and t.tx_hash = a.tx_hash
        )
        """
    )


def read_lacking(connection: Connection, wallet_id: str, highest: int, now: datetime) -> list[Lacking]:
    """Return the transactions up to a height of which amounts are not exact, the newest first.

    Those that were asked for in vain a short time before ``now``, aware UTC, are left out.
    """
    rows = connection.execute(
        f"""
        select tx_hash, block_height, list(part) from transactions t
        where {of_wallets(connection, [wallet_id])} and not exact and block_height <= $highest and not exists (
            select 1 from vain_questions v where v.wallet_id = $wallet and v.tx_hash = t.tx_hash
            and v.block_height = t.block_height and v.tried_at > $since
        )
        group by all order by block_height desc, tx_hash
        """,
        {"wallet": wallet_id, "highest": highest, "since": now.replace(tzinfo=None) - ASKED_AGAIN_AFTER},
    ).fetchall()
    return [Lacking(tx_hash, height, frozenset(parts)) for tx_hash, height, parts in rows]


def read_sent_heights(connection: Connection, wallet_id: str) -> dict[int, int]:
    """Return how many transactions a wallet sent in each block, by height."""
    mine = of_wallets(connection, [wallet_id])
    rows = connection.execute(
        f"select block_height, count(*) from transactions where {mine} and part = $fee group by block_height",
        {"fee": FEE},
    ).fetchall()
    return dict(rows)


def read_received_heights(connection: Connection, wallet_id: str) -> dict[int, int]:
    """Return how many transactions of others, and rewards, a wallet is the recipient of in each block, by height."""
    mine = of_wallets(connection, [wallet_id])
    rows = connection.execute(
        f"""
        select block_height, count(*) from transactions t
        where {mine} and part <> $fee and not contains(part, '.') and not exists (
            select 1 from transactions f where f.{mine} and f.part = $fee and f.tx_hash = t.tx_hash
        )
        group by block_height
        """,
        {"fee": FEE},
    ).fetchall()
    return dict(rows)


def note_vain(connection: Connection, wallet_id: str, asked: Sequence[Lacking], now: datetime) -> None:
    """Remember of which transactions amounts were asked for in vain; ``now`` is aware UTC."""
    connection.execute(
        "delete from vain_questions where wallet_id = ? and tx_hash in (select unnest(?::varchar[]))",
        [wallet_id, [one.tx_hash for one in asked]],
    )
    types = (pa.string(), pa.string(), pa.int64(), TIME)
    rows = [(wallet_id, one.tx_hash, one.block_height, now.replace(tzinfo=None)) for one in asked]
    insert_rows(connection, "vain_questions", types, rows)


def _read_known(connection: Connection, chain: str, rows: Sequence[Transaction]) -> dict[_Key, int]:
    hashes = list({row.tx_hash for row in rows})
    found = connection.execute(
        """
        select tx_hash, part, block_height, amount::hugeint from exact_amounts
        where chain = ? and tx_hash in (select unnest(?::varchar[]))
        """,
        [chain, hashes],
    ).fetchall()
    return {(tx_hash, part, height): amount for tx_hash, part, height, amount in found}


def _exact(row: Transaction, known: dict[_Key, int]) -> Transaction:
    amount = known.get((row.tx_hash, row.part, row.block_height))
    if amount is None:
        return row
    is_spent = row.part == FEE or row.balance_change < 0
    return row._replace(balance_change=-amount if is_spent else amount, exact=True)
