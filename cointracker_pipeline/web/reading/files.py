"""Rows of a person's wallets as files; the warehouse is held only while they are copied out of it."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from cointracker_pipeline.pipeline import Pipeline
from cointracker_pipeline.reports.portfolio import write_chains
from cointracker_pipeline.storage.warehouse import (
    APART_ROWS,
    EXPORTED,
    Extract,
    Sought,
    copy_rows,
    count_rows,
    export_apart,
    export_extract,
)

_DAY = timedelta(days=1)
_DAYS = """
    wallet_id = $wallet and ($since is null or day >= $since::date) and ($until is null or day <= $until::date)
"""


def export_transactions(pipeline: Pipeline, wallet_ids: Sequence[str], form: str, path: Path, sought: Sought) -> None:
    """Write the confirmed transactions of wallets to a file, each wallet's in turn, the oldest first.

    It has the columns of ``cointracker export``, and takes the same memory however many they are.
    """
    with pipeline.warehouse.transaction() as connection:
        write_chains(connection, pipeline.chains.values())
        rows = count_rows(connection, wallet_ids)
    export = export_apart if rows > APART_ROWS else export_extract
    export(pipeline.warehouse, _make_extract(wallet_ids, sought), form, path)


def export_daily_balances(
    pipeline: Pipeline, wallet_id: str, form: str, path: Path, since: date | None, until: date | None
) -> None:
    """Write a wallet's balances by day to a file, the oldest first."""
    view, order = EXPORTED["daily_balances"]
    values = {"wallet": wallet_id, "since": since, "until": until}
    with pipeline.warehouse.transaction() as connection:
        write_chains(connection, pipeline.chains.values())
        copy_rows(connection, view, order, form, path, _DAYS, values)


def _make_extract(wallet_ids: Sequence[str], sought: Sought) -> Extract:
    wanted: dict[str, tuple[str, str | int | None]] = {
        "block_time >= $since::timestamp": ("since", _text(sought.first_day)),
        "block_time < $until::timestamp": ("until", _text(sought.last_day and sought.last_day + _DAY)),
        "balance_change * $sign > 0": ("sign", {"in": 1, "out": -1, None: None}[sought.direction]),
        "starts_with(tx_hash, $prefix)": ("prefix", sought.hash_prefix.lower() or None),
    }
    used = {sql: (name, value) for sql, (name, value) in wanted.items() if value is not None}
    return Extract(wallet_ids, " and ".join(["true", *used]), dict(used.values()))


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
