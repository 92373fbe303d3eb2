"""Tables as files for other tools: CSV and Parquet, written by DuckDB itself."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

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


def export_table(
    connection: Connection,
    table: str,
    form: str,
    path: Path,
    exported: Mapping[str, tuple[str, str]] = MappingProxyType(EXPORTED),
) -> int:
    """Write a table to a file, whole or not at all, and return the number of rows.

    Rows are ordered, so that exporting the same data twice gives the same file. ``exported`` tells what can be
    exported, as ``EXPORTED`` does: reports describe themselves.
    """
    view, order = exported[table]
    temporary = path.with_name(f".{path.name}.part")
    row = connection.execute(
        f"copy (select * from {view} order by {order}) to '{_quoted(temporary)}' ({_OPTIONS[form]})"
    ).fetchone()
    temporary.replace(path)
    return row[0] if row else 0


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
