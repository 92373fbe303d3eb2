"""Balances of wallets, each with its proof."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cointracker_pipeline.domain.balance import ChainFigures, WalletBalance
from cointracker_pipeline.domain.cursor import Cursor
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.storage.warehouse.file import Connection
from cointracker_pipeline.storage.warehouse.transactions import read_totals


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides whether a wallet is due for a refresh.

    ``unsettled`` says that its newest rows, or unconfirmed ones, may still change.
    """

    wallet_id: str
    balance: int
    proven: bool
    unsettled: bool


def prove_balance(
    connection: Connection, wallet: Wallet, cursor: Cursor, chain: ChainFigures, now: datetime
) -> WalletBalance:
    """Compare the stored rows with the chain's figures and write the result; ``now`` is aware UTC."""
    totals = read_totals(connection, wallet.wallet_id)
    result = WalletBalance(
        wallet.wallet_id,
        wallet.chain,
        totals.balance,
        totals.transaction_count,
        chain.balance,
        chain.transaction_count,
        chain.tip_height,
        now,
        cursor.reachable,
    )
    _write_balance(connection, result)
    return result


def read_standings(connection: Connection, wallet_ids: Sequence[str], reorg_limit: int) -> dict[str, Standing]:
    """Return the standing of every wallet that has a complete history; wallets left out are due anyway."""
    rows = connection.execute(
        """
        select b.wallet_id, b.balance, b.proven,
            exists (select 1 from pending_transactions p where p.wallet_id = b.wallet_id)
            or exists (
                select 1 from transactions t
                where t.wallet_id = b.wallet_id and t.block_height > c.complete_height - $reorg_limit
            )
        from wallet_balances b join cursors c using (wallet_id)
        where c.complete_height is not null and c.walk_tip_height is null
            and b.wallet_id in (select unnest($wallets::varchar[]))
        """,
        {"wallets": list(wallet_ids), "reorg_limit": reorg_limit},
    ).fetchall()
    return {row[0]: Standing(row[0], int(row[1]), row[2], row[3]) for row in rows}


def confirm_unchanged(connection: Connection, wallet_ids: Sequence[str], tip_height: int, now: datetime) -> None:
    """Note that the chain still reports the proven balances of these wallets at ``tip_height``.

    A balance that is known from a later block stays as it is: another run may have been faster.
    """
    connection.execute(
        """
        update wallet_balances set tip_height = $tip, checked_at = $now
        where proven and tip_height <= $tip and wallet_id in (select unnest($wallets::varchar[]))
        """,
        {"tip": tip_height, "now": now.replace(tzinfo=None), "wallets": list(wallet_ids)},
    )


def _write_balance(connection: Connection, balance: WalletBalance) -> None:
    connection.execute("delete from wallet_balances where wallet_id = ?", [balance.wallet_id])
    connection.execute(
        """
        insert into wallet_balances
        select $wallet_id, $chain, $balance, $count,
            (select coalesce(sum(balance_change), 0) from pending_transactions where wallet_id = $wallet_id),
            $chain_balance, $chain_count, $tip, $proven, $checked_at
        """,
        {
            "wallet_id": balance.wallet_id,
            "chain": balance.chain,
            "balance": balance.balance,
            "count": balance.transaction_count,
            "chain_balance": balance.chain_balance,
            "chain_count": balance.chain_transaction_count,
            "tip": balance.tip_height,
            "proven": balance.proven,
            "checked_at": balance.checked_at.replace(tzinfo=None),
        },
    )
