"""Wallets' numbers: by them DuckDB finds a wallet's rows without looking at everybody's."""

from collections.abc import Sequence

import pyarrow as pa

from cointracker_pipeline.storage.warehouse.file import Connection
from cointracker_pipeline.storage.warehouse.given import insert_rows

IS_WALLET = "wallet_no = (select n.wallet_no from wallet_numbers n where n.wallet_id = $wallet)"
"""The condition on rows of ``transactions`` that they are of the wallet ``$wallet``."""

IS_ONE_OF = """wallet_no in (
    select n.wallet_no from wallet_numbers n where n.wallet_id in (select unnest($wallets::varchar[]))
)"""
"""The condition on rows of ``transactions`` that they are of any of ``$wallets``."""


def give_numbers(connection: Connection, wallet_ids: Sequence[str], table: str = "wallet_numbers") -> dict[str, int]:
    """Return the number of each wallet, giving the next ones to wallets that have none, in their order."""
    rows = connection.execute(
        f"select wallet_id, wallet_no from {table} where wallet_id in (select unnest(?::varchar[]))", [list(wallet_ids)]
    ).fetchall()
    known: dict[str, int] = dict(rows)
    new = [wallet_id for wallet_id in dict.fromkeys(wallet_ids) if wallet_id not in known]
    if new:
        row = connection.execute(f"select coalesce(max(wallet_no), 0) from {table}").fetchone()
        given = list(zip(new, range((row[0] if row else 0) + 1, 2**31), strict=False))
        insert_rows(connection, table, (pa.string(), pa.int32()), given)
        known |= given
    return known
