"""A wallet's balance day by day."""

from datetime import date

from cointracker_pipeline.storage.warehouse.file import Connection
from cointracker_pipeline.storage.warehouse.numbers import of_wallets


def read_day_balances(connection: Connection, wallet_id: str) -> list[tuple[date, int]]:
    """Return a wallet's balance at the end of each UTC day on which it moved, by day, in base units."""
    return connection.execute(
        f"""
        select day, balance::hugeint from daily_balances where {of_wallets(connection, [wallet_id])} order by day
        """
    ).fetchall()
