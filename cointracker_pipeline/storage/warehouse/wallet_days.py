"""By how much a wallet's balance changed each day."""

from datetime import date

from cointracker_pipeline.storage.warehouse.file import Connection
from cointracker_pipeline.storage.warehouse.numbers import of_wallets


def read_changes(connection: Connection, wallet_id: str) -> list[tuple[date, int]]:
    """Return the sum of a wallet's confirmed changes of each UTC day that has any, by day, in base units."""
    return connection.execute(
        f"""
        select block_time::date as day, sum(balance_change)::hugeint from transactions
        where {of_wallets(connection, [wallet_id])} group by day order by day
        """
    ).fetchall()
