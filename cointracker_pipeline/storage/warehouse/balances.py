"""Balances of wallets, each with its proof."""

from collections.abc import Sequence
from datetime import datetime

import pyarrow as pa

from cointracker_pipeline.domain.balance import ChainFigures, WalletBalance
from cointracker_pipeline.domain.cursor import Cursor
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.storage.warehouse.copies import LIVE, Copy
from cointracker_pipeline.storage.warehouse.counters import write_counters
from cointracker_pipeline.storage.warehouse.file import Connection
from cointracker_pipeline.storage.warehouse.given import AMOUNT, TIME, insert_rows
from cointracker_pipeline.storage.warehouse.transactions import read_totals

_COUNT = pa.int64()
_TYPES = (
    *(pa.string(), pa.string(), AMOUNT, _COUNT, AMOUNT),  # wallet, chain, balance, rows, what waits
    *(AMOUNT, _COUNT, _COUNT, pa.bool_(), TIME, pa.bool_()),  # the chain's balance and rows, tip, proof
    *(AMOUNT, pa.bool_()),  # what is not explained, and whether all is exact
)

Proof = tuple[Wallet, Cursor, ChainFigures]
"""What a balance is proven by: a wallet, how far it is stored, and what the chain says of it."""


def prove_balances(connection: Connection, proofs: Sequence[Proof], now: datetime) -> list[WalletBalance]:
    """Compare the stored rows of wallets with the chain's figures and write the results; ``now`` is aware UTC."""
    results = compare_balances(connection, proofs, now, LIVE)
    _write_balances(connection, results)
    write_counters(connection, {w.wallet_id: figures for w, _, figures in proofs if figures.counters}, now)
    return results


def compare_balances(connection: Connection, proofs: Sequence[Proof], now: datetime, copy: Copy) -> list[WalletBalance]:
    """Compare one copy's rows of wallets with the chain's figures, and write nothing."""
    totals = read_totals(connection, [wallet.wallet_id for wallet, _, _ in proofs], copy)
    return [
        WalletBalance(
            wallet.wallet_id,
            wallet.chain,
            totals[wallet.wallet_id].balance,
            totals[wallet.wallet_id].transaction_count,
            figures.balance,
            figures.transaction_count,
            figures.tip_height,
            now,
            cursor.reachable,
            totals[wallet.wallet_id].exact,
            figures.rows_sum_up,
        )
        for wallet, cursor, figures in proofs
    ]


def _write_balances(connection: Connection, balances: Sequence[WalletBalance]) -> None:
    ids = [one.wallet_id for one in balances]
    connection.execute("delete from wallet_balances where wallet_id in (select unnest(?::varchar[]))", [ids])
    waiting = _read_waiting(connection, ids)
    insert_rows(
        connection,
        "wallet_balances",
        _TYPES,
        [
            (
                one.wallet_id,
                one.chain,
                one.balance,
                one.transaction_count,
                waiting.get(one.wallet_id, 0),
                one.chain_balance,
                one.chain_transaction_count,
                one.tip_height,
                one.proven,
                one.checked_at.replace(tzinfo=None),
                one.reachable,
                one.unexplained,
                one.exact,
            )
            for one in balances
        ],
    )


def _read_waiting(connection: Connection, wallet_ids: Sequence[str]) -> dict[str, int]:
    """Return the sum of the unconfirmed changes of each wallet that has any."""
    rows = connection.execute(
        """
        select wallet_id, sum(balance_change) from pending_transactions
        where wallet_id in (select unnest(?::varchar[])) group by wallet_id
        """,
        [list(wallet_ids)],
    ).fetchall()
    return {wallet_id: int(total) for wallet_id, total in rows}
