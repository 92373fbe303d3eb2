"""Rows of a person's wallets as files; the warehouse is held only while DuckDB writes them."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

from cointracker_pipeline.pipeline import Pipeline
from cointracker_pipeline.reports.portfolio import write_chains
from cointracker_pipeline.storage.warehouse import EXPORTED, Sought, copy_rows

_IS_THEIRS = "wallet_id in (select unnest($wallets::varchar[]))"
_DAY = timedelta(days=1)


def export_transactions(
    pipeline: Pipeline, wallet_ids: Sequence[str], form: str, path: Path, sought: Sought
) -> int:
    """Write the confirmed transactions of wallets to a file, each wallet's in turn, the oldest first."""
    conditions = {
        "block_time >= $since::timestamp": ("since", sought.first_day),
        "block_time < $until::timestamp": ("until", sought.last_day and sought.last_day + _DAY),
        "balance_change * $sign > 0": ("sign", {"in": 1, "out": -1, None: None}[sought.direction]),
        "starts_with(tx_hash, $prefix)": ("prefix", sought.hash_prefix.lower() or None),
    }
    return _export(pipeline, "transactions", wallet_ids, form, path, conditions)


def export_daily_balances(
    pipeline: Pipeline, wallet_id: str, form: str, path: Path, since: date | None, until: date | None
) -> int:
    """Write a wallet's balances by day to a file, the oldest first."""
    conditions = {"day >= $since::date": ("since", since), "day <= $until::date": ("until", until)}
    return _export(pipeline, "daily_balances", [wallet_id], form, path, conditions)


def _export(
    pipeline: Pipeline,
    table: str,
    wallet_ids: Sequence[str],
    form: str,
    path: Path,
    conditions: Mapping[str, tuple[str, object]],
) -> int:
    used = {sql: pair for sql, pair in conditions.items() if pair[1] is not None}
    values = {"wallets": list(wallet_ids), **dict(used.values())}
    view, order = EXPORTED[table]
    with pipeline.warehouse.transaction() as connection:
        write_chains(connection, pipeline.chains.values())
        return copy_rows(connection, view, order, form, path, " and ".join([_IS_THEIRS, *used]), values)
