"""Rows of a person's wallets as files; the warehouse is held only while they are copied out of it."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from cointracker_pipeline.pipeline import Pipeline
from cointracker_pipeline.reports.portfolio import write_chains
from cointracker_pipeline.storage.warehouse import EXPORTED, Sought, Warehouse, copy_rows, spooled, stream_transactions

_DAY = timedelta(days=1)
_DAYS = """
    wallet_id = $wallet and ($since is null or day >= $since::date) and ($until is null or day <= $until::date)
"""


def export_transactions(pipeline: Pipeline, wallet_ids: Sequence[str], form: str, path: Path, sought: Sought) -> None:
    """Write the confirmed transactions of wallets to a file, each wallet's in turn, the oldest first.

    It has the columns of ``cointracker export``, and takes the same memory however many they are.
    """
    with spooled(pipeline.warehouse, wallet_ids, path.parent) as spool, path.open("wb") as file:
        _prepare(pipeline, spool, sought)
        for piece in stream_transactions(spool, form):
            file.write(piece)


def export_daily_balances(
    pipeline: Pipeline, wallet_id: str, form: str, path: Path, since: date | None, until: date | None
) -> None:
    """Write a wallet's balances by day to a file, the oldest first."""
    view, order = EXPORTED["daily_balances"]
    values = {"wallet": wallet_id, "since": since, "until": until}
    with pipeline.warehouse.transaction() as connection:
        write_chains(connection, pipeline.chains.values())
        copy_rows(connection, view, order, form, path, _DAYS, values)


def _prepare(pipeline: Pipeline, spool: Warehouse, sought: Sought) -> None:
    """Write the chains' facts into a copy of rows, and remove what is not sought."""
    unwanted = {
        "block_time < $since::timestamp": ("since", sought.first_day),
        "block_time >= $until::timestamp": ("until", sought.last_day and sought.last_day + _DAY),
        "balance_change * $sign <= 0": ("sign", {"in": 1, "out": -1, None: None}[sought.direction]),
        "not starts_with(tx_hash, $prefix)": ("prefix", sought.hash_prefix.lower() or None),
    }
    used = {sql: pair for sql, pair in unwanted.items() if pair[1] is not None}
    with spool.transaction() as connection:
        write_chains(connection, pipeline.chains.values())
        if used:
            connection.execute(f"delete from transactions where {' or '.join(used)}", dict(used.values()))
