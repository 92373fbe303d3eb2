"""The wallets: which are not proven, and whose last sync failed."""

from collections.abc import Iterator, Sequence
from typing import get_args

from cointracker_pipeline.health.finding import Finding
from cointracker_pipeline.reports.wallet_balances import Proof, read_balances
from cointracker_pipeline.settings import Settings
from cointracker_pipeline.storage.registry import Registry, SyncRecord
from cointracker_pipeline.storage.warehouse import Warehouse

NEWEST_SYNCS = 10_000
MOST_SHOWN = 3


def check_wallets(settings: Settings) -> Iterator[Finding]:
    """Tell which wallets need a person, each kind with the command to run next."""
    if not settings.warehouse_path.exists():
        yield Finding("wallets", "ok", "none synced yet", "Add some, then: cointracker sync")
        return
    with Registry(settings.effective_registry_url) as registry:
        tracked = [one.wallet_id for one in registry.list_wallets()]
        newest = {one.wallet_id: one for one in reversed(registry.list_syncs(limit=NEWEST_SYNCS))}
    with Warehouse(settings.warehouse_path).transaction() as connection:
        balances = {one.wallet_id: one for one in read_balances(connection)}
    failed = [wallet_id for wallet_id in tracked if wallet_id in newest and newest[wallet_id].outcome == "failed"]
    by_proof = {
        proof: [one for one in tracked if one in balances and balances[one].proof == proof and one not in failed]
        for proof in get_args(Proof)
    }
    never = [one for one in tracked if one not in balances and one not in failed]
    incomplete = f", {len(by_proof['incomplete']):,} incomplete" if by_proof["incomplete"] else ""
    yield Finding("wallets", "ok", f"{len(by_proof['yes']):,} of {len(tracked):,} proven{incomplete}")
    if by_proof["inexact"]:
        advice = "Later syncs go on; all at once: COINTRACKER_EXACT_WEI=always cointracker sync " + _name(
            by_proof["inexact"]
        )
        yield Finding("amounts", "ok", f"{_count(by_proof['inexact'])} rounded amounts", advice)
    if by_proof["unexplained"]:
        advice = "cointracker balances shows it beside the chain's own balance."
        yield Finding("unexplained", "ok", f"{_count(by_proof['unexplained'])} an unexplained part", advice)
    yield from _describe_failed(failed, newest)
    if by_proof["NO"]:
        advice = "Read them again: cointracker verify " + _name(by_proof["NO"])
        yield _tell(by_proof["NO"], "not proven", advice)
    if by_proof["incomplete"]:
        yield _tell(
            by_proof["incomplete"], "incomplete", "Nothing helps: the API cannot show their oldest transactions."
        )
    if never:
        yield _tell(never, "not synced yet", "Run: cointracker sync")


def _count(wallets: Sequence[str]) -> str:
    return "1 wallet has" if len(wallets) == 1 else f"{len(wallets):,} wallets have"


def _describe_failed(failed: Sequence[str], newest: dict[str, SyncRecord]) -> Iterator[Finding]:
    if failed:
        reason = " ".join(newest[failed[0]].error.split())
        advice = "When the cause is gone, run: cointracker sync " + _name(failed)
        yield Finding("failed", "problem", f"{len(failed):,} failed in their last sync: {reason}", advice)


def _tell(wallet_ids: Sequence[str], how: str, advice: str) -> Finding:
    return Finding(how, "warning", f"{len(wallet_ids):,} wallets, such as {_name(wallet_ids)}", advice)


def _name(wallet_ids: Sequence[str]) -> str:
    return " ".join(wallet_ids[:MOST_SHOWN])
