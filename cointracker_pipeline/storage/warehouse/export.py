"""Tables as files for other tools: CSV and Parquet, written by DuckDB itself."""

from pathlib import Path

from cointracker_pipeline.storage.warehouse.file import Connection

EXPORTED = {
    "transactions": ("transactions_display", "wallet_id, block_height, tx_hash, part"),
    "wallet_balances": ("wallet_balances_display", "wallet_id"),
    "daily_balances": ("daily_balances_display", "wallet_id, day"),
    "portfolio": ("portfolio_display", "chain"),
}
"""What can be exported: the view, with amounts in base units and in coins, and its order."""

_OPTIONS = {"csv": "format csv, header true", "parquet": "format parquet, compression zstd"}
FORMATS = tuple(_OPTIONS)


def export_table(connection: Connection, table: str, form: str, path: Path) -> int:
    """Write a table to a file, whole or not at all, and return the number of rows.

    Rows are ordered, so that exporting the same data twice gives the same file.
    """
    view, order = EXPORTED[table]
    temporary = path.with_name(f".{path.name}.part")
    row = connection.execute(
        f"copy (select * from {view} order by {order}) to '{_quoted(temporary)}' ({_OPTIONS[form]})"
    ).fetchone()
    temporary.replace(path)
    return row[0] if row else 0


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
