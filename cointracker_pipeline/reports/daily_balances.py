"""Each wallet's balance at the end of every day on which it moved."""

from cointracker_pipeline.storage.warehouse import Connection


def derive_wallet(connection: Connection, wallet_id: str) -> None:
    """Write a wallet's ``daily_balances`` anew from its transactions: one row a UTC day with movement, by day."""
    connection.execute("delete from daily_balances where wallet_id = ?", [wallet_id])
    connection.execute(
        """
        insert into daily_balances
        select wallet_id, chain, day, balance_change,
            sum(balance_change) over (order by day rows unbounded preceding) as balance,
            transaction_count
        from (
            select wallet_id, chain, block_time::date as day,
                sum(balance_change) as balance_change, count(*) as transaction_count
            from transactions where wallet_id = ? group by all
        )
        order by day
        """,
        [wallet_id],
    )
