"""What is known of wallets before anything is asked: who is due anyway, and what a check compares."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from cointracker_pipeline.storage.warehouse.file import Connection
from cointracker_pipeline.storage.warehouse.mismatches import TRIED_AGAIN_AFTER


@dataclass(frozen=True, slots=True)
class Standing:
    """How a wallet with a complete history stands.

    ``settled`` says that it is due only if the chain reports another balance than ``chain_balance``: nothing stored
    may still change, and it is proven, cannot be, or was read from scratch in vain.
    """

    wallet_id: str
    chain_balance: int
    settled: bool


def read_standings(
    connection: Connection, wallet_ids: Sequence[str], reorg_limit: int, now: datetime
) -> dict[str, Standing]:
    """Return the standing of every wallet that has a complete history; wallets left out are due anyway.

    ``now`` is aware UTC: what was read from scratch in vain is settled for some days only.
    """
    rows = connection.execute(
        """
        with chosen as (select unnest($wallets::varchar[]) as wallet_id),
        moving as (
            select wallet_id from pending_transactions
            union
            select t.wallet_id from transactions t join cursors c using (wallet_id)
            where t.block_height > c.complete_height - $reorg_limit
        )
        select b.wallet_id, b.chain_balance,
            (b.proven or not b.complete or m.wallet_id is not null) and b.wallet_id not in (select * from moving)
        from wallet_balances b join cursors c using (wallet_id) join chosen using (wallet_id)
        left join mismatches m on m.wallet_id = b.wallet_id and m.tried_at > $since
            and m.balance_difference = b.balance - b.chain_balance
        where c.complete_height is not null and c.walk_tip_height is null
        """,
        {
            "wallets": list(wallet_ids),
            "reorg_limit": reorg_limit,
            "since": now.replace(tzinfo=None) - TRIED_AGAIN_AFTER,
        },
    ).fetchall()
    return {row[0]: Standing(row[0], int(row[1]), row[2]) for row in rows}


def read_current(connection: Connection, wallet_ids: Sequence[str]) -> dict[str, datetime]:
    """Return when wallets with a complete history were last current, aware UTC."""
    rows = connection.execute(
        """
        select b.wallet_id, b.checked_at from wallet_balances b join cursors c using (wallet_id)
        where c.complete_height is not null and b.wallet_id in (select unnest(?::varchar[]))
        """,
        [list(wallet_ids)],
    ).fetchall()
    return {wallet_id: checked_at.replace(tzinfo=UTC) for wallet_id, checked_at in rows}


def read_lengths(connection: Connection, chain: str, most: int) -> list[int]:
    """Return the numbers of transactions of up to ``most`` wallets of a chain."""
    rows = connection.execute(
        "select transaction_count from wallet_balances where chain = ? order by hash(wallet_id) limit ?", [chain, most]
    ).fetchall()
    return [count for (count,) in rows]


def confirm_unchanged(connection: Connection, wallet_ids: Sequence[str], tip_height: int, now: datetime) -> None:
    """Note that the chain still reports the balances of these wallets at ``tip_height``.

    A balance that is known from a later block stays as it is: another run may have been faster.
    """
    connection.execute(
        """
        update wallet_balances set tip_height = $tip, checked_at = $now
        where tip_height <= $tip and wallet_id in (select unnest($wallets::varchar[]))
        """,
        {"tip": tip_height, "now": now.replace(tzinfo=None), "wallets": list(wallet_ids)},
    )
