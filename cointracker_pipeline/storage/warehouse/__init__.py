"""What the chains say, in DuckDB; nothing else in the project opens that file."""

from cointracker_pipeline.storage.warehouse.amounts import (
    Lacking,
    apply_amounts,
    note_vain,
    read_lacking,
    read_received_heights,
    read_sent_heights,
    write_amounts,
)
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
from cointracker_pipeline.storage.warehouse.export import EXPORTED, FORMATS, copy_rows, export_table
from cointracker_pipeline.storage.warehouse.export_apart import APART_ROWS, Extract, export_apart, export_extract
from cointracker_pipeline.storage.warehouse.file import Connection, Warehouse, names_of_people
from cointracker_pipeline.storage.warehouse.key_wallets import (
    KeyBalance,
    Member,
    add_members,
    delete_members,
    find_keys,
    find_split_keys,
    net_members,
    read_key_balances,
    read_members,
)
from cointracker_pipeline.storage.warehouse.mismatches import forget_mismatches, is_known_mismatch, note_mismatch
from cointracker_pipeline.storage.warehouse.movements import Wanted, spool_movements
from cointracker_pipeline.storage.warehouse.numbers import of_wallets
from cointracker_pipeline.storage.warehouse.portfolio_chart import HeldPoint, read_held
from cointracker_pipeline.storage.warehouse.prices import (
    Stored,
    find_gaps,
    find_unasked,
    note_request,
    read_unconverted,
    store_prices,
    write_second_currency,
)
from cointracker_pipeline.storage.warehouse.reading import SharedReading
from cointracker_pipeline.storage.warehouse.report_tables import is_derived, write_report
from cointracker_pipeline.storage.warehouse.row_pages import WalletRow, count_rows, read_rows
from cointracker_pipeline.storage.warehouse.spool import spooled
from cointracker_pipeline.storage.warehouse.stale_days import note_stale_days, take_stale_days
from cointracker_pipeline.storage.warehouse.standings import (
    Standing,
    confirm_unchanged,
    read_current,
    read_lengths,
    read_standings,
)
from cointracker_pipeline.storage.warehouse.streaming import stream_transactions
from cointracker_pipeline.storage.warehouse.token_balances import (
    delete_token_balances,
    read_token_balances,
    write_token_balances,
)
from cointracker_pipeline.storage.warehouse.token_transfers import (
    count_token_transactions,
    read_token_cursors,
    read_transfer_totals,
    read_unsettled_tokens,
    store_token_step,
)
from cointracker_pipeline.storage.warehouse.tracks import write_tracks
from cointracker_pipeline.storage.warehouse.transactions import (
    Change,
    delete_wallet_rows,
    read_newest,
    read_totals,
    store_steps,
)
from cointracker_pipeline.storage.warehouse.wallet_days import read_day_balances
from cointracker_pipeline.storage.warehouse.wallet_pages import PageRow, RowKey, Sought, read_page
from cointracker_pipeline.storage.warehouse.wallets import write_wallets
from cointracker_pipeline.storage.warehouse.whole_file import written_whole

__all__ = [
    "APART_ROWS",
    "EXPORTED",
    "FORMATS",
    "LIVE",
    "SIDE",
    "Change",
    "Connection",
    "Copy",
    "Differences",
    "Extract",
    "HeldPoint",
    "KeyBalance",
    "Lacking",
    "Member",
    "PageRow",
    "Proof",
    "RowKey",
    "SharedReading",
    "Sought",
    "Standing",
    "Stored",
    "WalletRow",
    "Wanted",
    "Warehouse",
    "add_members",
    "apply_amounts",
    "compare_balances",
    "confirm_counters",
    "confirm_unchanged",
    "copy_rows",
    "count_rows",
    "count_token_transactions",
    "delete_members",
    "delete_token_balances",
    "delete_wallet_rows",
    "drop_side",
    "export_apart",
    "export_extract",
    "export_table",
    "find_gaps",
    "find_keys",
    "find_split_keys",
    "find_unasked",
    "forget_mismatches",
    "is_derived",
    "is_known_mismatch",
    "keep_older_rows",
    "names_of_people",
    "net_members",
    "note_mismatch",
    "note_request",
    "note_stale_days",
    "note_vain",
    "of_wallets",
    "prove_balances",
    "read_counters",
    "read_current",
    "read_cursor",
    "read_cursors",
    "read_day_balances",
    "read_held",
    "read_key_balances",
    "read_lacking",
    "read_lengths",
    "read_members",
    "read_newest",
    "read_page",
    "read_received_heights",
    "read_rows",
    "read_sent_heights",
    "read_standings",
    "read_token_balances",
    "read_token_cursors",
    "read_totals",
    "read_transfer_totals",
    "read_unconverted",
    "read_unsettled_tokens",
    "replace_by_side",
    "spool_movements",
    "spooled",
    "store_prices",
    "store_steps",
    "store_token_step",
    "stream_transactions",
    "take_stale_days",
    "write_amounts",
    "write_counters",
    "write_report",
    "write_second_currency",
    "write_token_balances",
    "write_tracks",
    "write_wallets",
    "written_whole",
]
