"""What warehouse tests store and read back."""

from collections.abc import Sequence
from datetime import UTC, datetime

from cointracker_pipeline.domain.balance import ChainFigures, Moved
from cointracker_pipeline.domain.cursor import Cursor, Step, Walk
from cointracker_pipeline.domain.transaction import Transaction
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.reports.daily_balances import derive_wallets
from cointracker_pipeline.storage.warehouse import Change, Connection, Warehouse, prove_balances, store_steps

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def complete_step(wallet: Wallet, rows: Sequence[Transaction], pending: Sequence[Transaction] = ()) -> Step:
    """Return the step of a wallet whose whole history is one page."""
    return Step(Cursor(wallet.wallet_id, complete_height=1_000), tuple(rows), 0, None, tuple(pending), finished=True)


def walking_step(wallet: Wallet, rows: Sequence[Transaction], read: int, below: int | None) -> Step:
    """Return the step of one page in the middle of a walk."""
    lowest = min(row.block_height or 0 for row in rows)
    cursor = Cursor(wallet.wallet_id, walk=Walk(1_000, -1, lowest, read))
    return Step(cursor, tuple(rows), lowest, below, None, finished=False)


def store(warehouse: Warehouse, wallet: Wallet, step: Step) -> Change:
    """Store one page in a transaction of its own."""
    with warehouse.transaction() as connection:
        (change,) = store_steps(connection, [(wallet, step)])
        return change


def store_wallet(
    connection: Connection, wallet: Wallet, rows: Sequence[Transaction], pending: Sequence[Transaction] = ()
) -> None:
    """Store a wallet as a sync leaves it: rows, cursor, balance, reports."""
    step = complete_step(wallet, rows, pending)
    (change,) = store_steps(connection, [(wallet, step)])
    total = sum(row.balance_change for row in rows)
    prove_balances(connection, [(wallet, step.cursor, ChainFigures(1_000, total, len(rows)))], NOW)
    derive_wallets(connection, [Moved(wallet.wallet_id, change.since, total)])
