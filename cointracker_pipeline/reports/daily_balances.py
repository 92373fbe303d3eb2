"""Each wallet's balance at the end of every day on which it moved."""

from collections.abc import Sequence
from datetime import date

import pyarrow as pa

from cointracker_pipeline.domain.balance import Moved
from cointracker_pipeline.domain.transaction import FEE
from cointracker_pipeline.storage.warehouse import Connection, of_wallets
from cointracker_pipeline.storage.warehouse.given import AMOUNT, given

_BALANCE = "sum(balance_change) over (partition by wallet_no order by day rows unbounded preceding)"
_BALANCE_RECKONED_BACK = """
    newest - coalesce(sum(balance_change) over (
        partition by wallet_no order by day desc rows between unbounded preceding and 1 preceding
    ), 0)
"""
_SAME = """
    a.wallet_no = b.wallet_no and a.day = b.day and a.balance_change = b.balance_change and a.balance = b.balance
    and a.transaction_count = b.transaction_count
"""


def derive_wallets(connection: Connection, moved: Sequence[Moved]) -> None:
    """Make wallets' ``daily_balances`` what their transactions say: one row a UTC day with movement.

    Days before anything moved stay as they are, and are not looked at: DuckDB skips what is older, so that a night
    costs what it brought. Only days that differ are written.
    """
    whole = [one for one in moved if one.since == date.min]
    later = [one for one in moved if date.min < one.since < date.max]
    for wallets in (whole, later):
        if wallets:
            _derive(connection, wallets, min(one.since for one in wallets))


def _derive(connection: Connection, wallets: Sequence[Moved], since: date) -> None:
    days = rows = of_wallets(connection, [one.wallet_id for one in wallets])
    if since != date.min:
        days, rows = f"{days} and day >= date '{since}'", f"{rows} and block_time >= timestamp '{since}'"
    newest = {
        "wallet_id": pa.array([one.wallet_id for one in wallets], pa.string()),
        "newest": pa.array([one.balance for one in wallets], AMOUNT),
    }
    with given(connection, pa.table(newest)):
        connection.execute(
            f"""
            create temp table derived_days as
            select wallet_id, split_part(wallet_id, ':', 1) as chain, day, balance_change,
                {_BALANCE if since == date.min else _BALANCE_RECKONED_BACK} as balance, transaction_count, wallet_no
            from (
                select wallet_no, block_time::date as day,
                    sum(balance_change) as balance_change,
                    count(*) filter (where part <> '{FEE}') as transaction_count
                from transactions where {rows} group by all
            ) join wallet_numbers using (wallet_no) join given using (wallet_id)
            """
        )
    connection.execute(
        f"delete from daily_balances a where {days} and not exists (select 1 from derived_days b where {_SAME})"
    )
    connection.execute(
        f"""
        insert into daily_balances select * from derived_days a
        where not exists (select 1 from (select * from daily_balances where {days}) b where {_SAME})
        order by wallet_no, day
        """
    )
    connection.execute("drop table derived_days")
