"""Wallets that a walk from scratch could not prove either: read again only when something changes, or after days."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from cointracker_pipeline.domain.balance import WalletBalance
from cointracker_pipeline.storage.warehouse.file import Connection

TRIED_AGAIN_AFTER = timedelta(days=7)
"""How long a difference that a walk from scratch did not explain is left as it is."""


def note_mismatch(connection: Connection, balance: WalletBalance, now: datetime) -> None:
    """Remember what differed after a walk from scratch; ``now`` is aware UTC."""
    forget_mismatches(connection, [balance.wallet_id])
    connection.execute(
        "insert into mismatches values (?, ?, ?, ?, ?)",
        [balance.wallet_id, *_difference(balance), balance.tip_height, now.replace(tzinfo=None)],
    )


def forget_mismatches(connection: Connection, wallet_ids: Sequence[str]) -> None:
    """Forget what differed: these wallets are proven."""
    connection.execute("delete from mismatches where wallet_id in (select unnest(?::varchar[]))", [list(wallet_ids)])


def is_known_mismatch(connection: Connection, balance: WalletBalance, now: datetime) -> bool:
    """Return whether exactly this difference was read from scratch in vain a short time ago."""
    rows = connection.execute(
        "select balance_difference, count_difference, tried_at from mismatches where wallet_id = ?",
        [balance.wallet_id],
    ).fetchall()
    return any(
        (int(difference), count) == _difference(balance) and now.replace(tzinfo=None) - tried_at < TRIED_AGAIN_AFTER
        for difference, count, tried_at in rows
    )


def _difference(balance: WalletBalance) -> tuple[int, int | None]:
    count = balance.chain_transaction_count
    return balance.balance - balance.chain_balance, None if count is None else balance.transaction_count - count
