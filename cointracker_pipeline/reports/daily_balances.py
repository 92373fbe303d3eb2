"""Each wallet's balance at the end of every day on which it moved."""

from collections.abc import Sequence

from cointracker_pipeline.domain.transaction import FEE
from cointracker_pipeline.storage.warehouse import IS_ONE_OF, Connection


def derive_wallets(connection: Connection, wallet_ids: Sequence[str]) -> None:
    """Write wallets' ``daily_balances`` anew from their transactions: one row a UTC day with movement, by day."""
    wallets = {"wallets": list(wallet_ids)}
    connection.execute(f"delete from daily_balances where {IS_ONE_OF}", wallets)
    connection.execute(
        f"""
        insert into daily_balances
        select wallet_id, chain, day, balance_change,
            sum(balance_change) over (partition by wallet_id order by day rows unbounded preceding) as balance,
            transaction_count, wallet_no
        from (
            select wallet_id, wallet_no, chain, block_time::date as day,
                sum(balance_change) as balance_change,
                count(*) filter (where part <> '{FEE}') as transaction_count
            from transactions where {IS_ONE_OF} group by all
        )
        order by wallet_no, day
        """,
        wallets,
    )
