"""Tables as files for other tools: CSV and Parquet, written by DuckDB itself."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from cointracker_pipeline.domain.spreadsheet_cell import FORMULA_PATTERN, NUMBER_PATTERN
from cointracker_pipeline.storage.warehouse.file import Connection
from cointracker_pipeline.storage.warehouse.quoting import quote
from cointracker_pipeline.storage.warehouse.whole_file import written_whole

EXPORTED = {
    "transactions": ("transactions_display", "wallet_id, block_height, tx_hash, part"),
    "wallet_balances": ("wallet_balances_display", "wallet_id"),
    "daily_balances": ("daily_balances_display", "wallet_id, day"),
    "portfolio": ("portfolio_display", "chain"),
    "wallets": ("wallets", "wallet_id"),
    "prices": ("prices", "chain, currency, day"),
    "token_balances": ("token_balances_display", "wallet_id, token_address"),
    "token_transfers": ("token_transfers_display", "wallet_id, token_address, block_height, transfer_id"),
}
"""What can be exported: the view, with amounts in base units and in coins, and its order."""

_OPTIONS = {"csv": "format csv, header true", "parquet": "format parquet, compression zstd"}
FORMATS = tuple(_OPTIONS)

_LIST_SEPARATOR = ", "


def export_table(
    connection: Connection,
    table: str,
    form: str,
    path: Path,
    exported: Mapping[str, tuple[str, str]] = MappingProxyType(EXPORTED),
) -> int:
    """Write a table to a file, whole or not at all, and return the number of rows.

    Rows are ordered, so that exporting the same data twice gives the same file. In CSV no text is a formula and a list
    is one text; Parquet holds every value as it is. ``exported`` tells what can be exported, as ``EXPORTED`` does:
    reports describe themselves.

    Raises: HomeError when the file cannot be written.
    """
    view, order = exported[table]
    with written_whole(path) as temporary:
        return copy_rows(connection, view, order, form, temporary)


def copy_rows(
    connection: Connection,
    view: str,
    order: str,
    form: str,
    path: Path,
    where: str = "true",
    values: Mapping[str, object] = MappingProxyType({}),
) -> int:
    """Write the rows of a view for which a condition holds to a file as ``export_table`` does, and return how many."""
    columns = safe_columns(connection, view) if form == "csv" else "*"
    row = connection.execute(
        f"copy (select {columns} from {view} where {where} order by {order}) to {quote(str(path))} ({_OPTIONS[form]})",
        dict(values),
    ).fetchone()
    return row[0] if row else 0


def safe_columns(connection: Connection, view: str) -> str:
    """Return what selects all columns of a view for CSV: no text is a formula, lists and times are texts."""
    described = connection.execute(f"describe select * from {view}").fetchall()
    return ", ".join(_safe_column(name, kind) for name, kind, *_ in described)


def _safe_column(name: str, kind: str) -> str:
    """Return what selects a column: texts disarmed as ``disarm_cell`` does it."""
    if kind == "TIMESTAMP":
        return f"{name}::varchar as {name}"
    if kind not in ("VARCHAR", "VARCHAR[]"):
        return name
    text = name if kind == "VARCHAR" else f"array_to_string({name}, {quote(_LIST_SEPARATOR)})"
    is_formula = f"regexp_matches({text}, {quote(f'^(?:{FORMULA_PATTERN})')})"
    is_number = f"regexp_full_match({text}, {quote(NUMBER_PATTERN)})"
    return f"if({is_formula} and not {is_number}, '''' || {text}, {text}) as {name}"
