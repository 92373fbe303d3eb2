"""What the chains say, in DuckDB; nothing else in the project opens that file."""

from cointracker_pipeline.storage.warehouse.balances import (
    Standing,
    confirm_unchanged,
    prove_balance,
    read_standings,
)
from cointracker_pipeline.storage.warehouse.cursors import read_cursor, read_cursors
from cointracker_pipeline.storage.warehouse.export import EXPORTED, FORMATS, export_table
from cointracker_pipeline.storage.warehouse.file import Connection, Warehouse
from cointracker_pipeline.storage.warehouse.transactions import (
    Change,
    delete_wallet_rows,
    read_newest,
    read_pending_change,
    read_totals,
    store_step,
)

__all__ = [
    "EXPORTED",
    "FORMATS",
    "Change",
    "Connection",
    "Standing",
    "Warehouse",
    "confirm_unchanged",
    "delete_wallet_rows",
    "export_table",
    "prove_balance",
    "read_cursor",
    "read_cursors",
    "read_newest",
    "read_pending_change",
    "read_standings",
    "read_totals",
    "store_step",
]
