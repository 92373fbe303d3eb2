"""Each wallet's balance at the end of every day on which it moved."""

from collections.abc import Sequence

from cointracker_pipeline.domain.transaction import FEE
from cointracker_pipeline.storage.warehouse import Connection


def derive_wallets(connection: Connection, wallet_ids: Sequence[str]) -> None:
    """Write wallets' ``daily_balances`` anew from their transactions: one row a UTC day with movement, by day."""
    ids = list(wallet_ids)
    is_one = "wallet_id = ?[1]" if len(ids) == 1 else "wallet_id in (select unnest(?::varchar[]))"
    connection.execute(f"delete from daily_balances where {is_one}", [ids])
    connection.execute(
        f"""
        insert into daily_balances
        select wallet_id, chain, day, balance_change,
            sum(balance_change) over (partition by wallet_id order by day rows unbounded preceding) as balance,
            transaction_count
        from (
            select wallet_id, chain, block_time::date as day,
                sum(balance_change) as balance_change,
                count(*) filter (where part <> '{FEE}') as transaction_count
            from transactions where {is_one} group by all
        )
        order by wallet_id, day
        """,
        [ids],
    )
