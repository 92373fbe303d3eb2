"""How everything is: findings as the doctor has them, none of which names a person's wallets or files."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from cointracker_pipeline.health.daemon import check_looks
from cointracker_pipeline.health.finding import Finding, guarded
from cointracker_pipeline.health.home_folder import TOO_LITTLE_BYTES, check_home, check_inbox, free_bytes
from cointracker_pipeline.health.stores import check_registry, check_warehouse
from cointracker_pipeline.pipeline import Pipeline
from cointracker_pipeline.storage.registry import AlertCount

ALERT_DAYS = 7


@dataclass(frozen=True, slots=True)
class Examination:
    """What was found, and when."""

    findings: tuple[Finding, ...]
    made_at: datetime


def examine(pipeline: Pipeline) -> Examination:
    """Return every finding, one check after another; none keeps the next from running."""
    made_at = pipeline.clock()
    return Examination(tuple(_examine(pipeline)), made_at)


def count_alerts(pipeline: Pipeline) -> list[AlertCount]:
    """Return of what kinds alerts were raised in the last days: their texts name people's wallets and files."""
    return pipeline.registry.count_alerts(pipeline.clock() - timedelta(days=ALERT_DAYS))


def is_well(pipeline: Pipeline) -> bool:
    """Tell whether the registry answers, the warehouse is there or not made yet, and the disk has room."""
    if any(one.verdict == "problem" for one in guarded("home", lambda: check_home(pipeline.settings))):
        return False
    looked = guarded("registry", lambda: _ask_registry(pipeline))
    return all(one.verdict == "ok" for one in looked) and free_bytes(pipeline.settings) >= TOO_LITTLE_BYTES


def _ask_registry(pipeline: Pipeline) -> Iterator[Finding]:
    pipeline.registry.newest_sync_end()
    yield Finding("registry", "ok", "answers")


def _examine(pipeline: Pipeline) -> Iterator[Finding]:
    settings = pipeline.settings
    yield from guarded("daemon", lambda: check_looks(settings, pipeline.clock()))
    yield from guarded("wallets", lambda: _count_wallets(pipeline))
    yield from guarded("registry", lambda: check_registry(settings))
    yield from guarded("warehouse", lambda: check_warehouse(settings))
    yield from guarded("inbox", lambda: check_inbox(settings, naming=False))
    yield from guarded("home", lambda: check_home(settings))


def _count_wallets(pipeline: Pipeline) -> Iterator[Finding]:
    failed = pipeline.registry.count_ended_wallets(None, "failed")
    newest = pipeline.registry.newest_sync_end()
    when = f"the newest sync ended at {newest:%Y-%m-%d %H:%M} UTC" if newest else "none was synced yet"
    if failed:
        text = f"{failed:,} failed in their last sync; {when}"
        yield Finding("wallets", "warning", text, "The nightly refresh tries again; each one's page says why.")
    else:
        yield Finding("wallets", "ok", f"none failed in its last sync; {when}")
