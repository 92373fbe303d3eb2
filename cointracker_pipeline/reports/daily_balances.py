"""Each wallet's balance at the end of every day on which it moved."""

from collections.abc import Sequence

from cointracker_pipeline.domain.transaction import FEE
from cointracker_pipeline.storage.warehouse import Connection, of_wallets


def derive_wallets(connection: Connection, wallet_ids: Sequence[str]) -> None:
    """Write wallets' ``daily_balances`` anew from their transactions: one row a UTC day with movement, by day."""
    chosen = of_wallets(connection, wallet_ids)
    connection.execute(f"delete from daily_balances where {chosen}")
    connection.execute(
        f"""
        insert into daily_balances
        select wallet_id, split_part(wallet_id, ':', 1), day, balance_change,
            sum(balance_change) over (partition by wallet_no order by day rows unbounded preceding) as balance,
            transaction_count, wallet_no
        from (
            select wallet_no, block_time::date as day,
                sum(balance_change) as balance_change,
                count(*) filter (where part <> '{FEE}') as transaction_count
            from transactions where {chosen} group by all
        ) join wallet_numbers using (wallet_no)
        order by wallet_no, day
        """
    )
