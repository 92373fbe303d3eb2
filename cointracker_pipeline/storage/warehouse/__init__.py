"""What the chains say, in DuckDB; nothing else in the project opens that file."""

from cointracker_pipeline.storage.warehouse.balances import Proof, compare_balances, prove_balances
from cointracker_pipeline.storage.warehouse.copies import (
    LIVE,
    SIDE,
    Copy,
    Differences,
    drop_side,
    keep_older_rows,
    replace_by_side,
)
from cointracker_pipeline.storage.warehouse.counters import confirm_counters, read_counters, write_counters
from cointracker_pipeline.storage.warehouse.cursors import read_cursor, read_cursors
from cointracker_pipeline.storage.warehouse.export import EXPORTED, FORMATS, export_table
from cointracker_pipeline.storage.warehouse.file import Connection, Warehouse
from cointracker_pipeline.storage.warehouse.mismatches import forget_mismatches, is_known_mismatch, note_mismatch
from cointracker_pipeline.storage.warehouse.report_tables import write_report
from cointracker_pipeline.storage.warehouse.standings import (
    Standing,
    confirm_unchanged,
    read_current,
    read_lengths,
    read_standings,
)
from cointracker_pipeline.storage.warehouse.transactions import (
    Change,
    delete_wallet_rows,
    read_newest,
    read_totals,
    store_steps,
)
from cointracker_pipeline.storage.warehouse.wallets import write_wallets
from cointracker_pipeline.storage.warehouse.worth import worth_defined

__all__ = [
    "EXPORTED",
    "FORMATS",
    "LIVE",
    "SIDE",
    "Change",
    "Connection",
    "Copy",
    "Differences",
    "Proof",
    "Standing",
    "Warehouse",
    "compare_balances",
    "confirm_counters",
    "confirm_unchanged",
    "delete_wallet_rows",
    "drop_side",
    "export_table",
    "forget_mismatches",
    "is_known_mismatch",
    "keep_older_rows",
    "note_mismatch",
    "prove_balances",
    "read_counters",
    "read_current",
    "read_cursor",
    "read_cursors",
    "read_lengths",
    "read_newest",
    "read_standings",
    "read_totals",
    "replace_by_side",
    "store_steps",
    "worth_defined",
    "write_counters",
    "write_report",
    "write_wallets",
]
