"""Each wallet's balance at the end of every day on which it moved."""

from collections.abc import Sequence

from cointracker_pipeline.domain.transaction import FEE
from cointracker_pipeline.storage.warehouse import Connection, of_wallets

_SAME = """
    a.wallet_no = b.wallet_no and a.day = b.day and a.balance_change = b.balance_change and a.balance = b.balance
    and a.transaction_count = b.transaction_count
"""


def derive_wallets(connection: Connection, wallet_ids: Sequence[str]) -> None:
    """Make wallets' ``daily_balances`` what their transactions say: one row a UTC day with movement.

    Only days that differ are written: a night adds one to each wallet, and whoever waits for the file waits less.
    """
    chosen = of_wallets(connection, wallet_ids)
    connection.execute(
        f"""
        create temp table derived_days as
        select wallet_id, split_part(wallet_id, ':', 1) as chain, day, balance_change,
            sum(balance_change) over (partition by wallet_no order by day rows unbounded preceding) as balance,
            transaction_count, wallet_no
        from (
            select wallet_no, block_time::date as day,
                sum(balance_change) as balance_change,
                count(*) filter (where part <> '{FEE}') as transaction_count
            from transactions where {chosen} group by all
        ) join wallet_numbers using (wallet_no)
        """
    )
    connection.execute(
        f"delete from daily_balances a where {chosen} and not exists (select 1 from derived_days b where {_SAME})"
    )
    connection.execute(
        f"""
        insert into daily_balances select * from derived_days a
        where not exists (select 1 from (select * from daily_balances where {chosen}) b where {_SAME})
        order by wallet_no, day
        """
    )
    connection.execute("drop table derived_days")
