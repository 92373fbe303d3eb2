"""What became of wallets' tokens, told to Dagster: their assets have rows only where a chain has tokens."""

from collections.abc import Iterable, Sequence

import dagster as dg

from cointracker_pipeline.defs.partitions import list_shown
from cointracker_pipeline.defs.planned import plan_partitions
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.pipeline import Pipeline
from cointracker_pipeline.sync.desk import Outcome
from cointracker_pipeline.sync.progress import Progress
from cointracker_pipeline.sync.token_desk import TokenOutcome, TokenReport

TOKEN_ASSETS = (dg.AssetKey("token_transfers"), dg.AssetKey("token_balances"))
"""Upstream first: Dagster calls what is older than its upstream out of date."""


def select_wallet_assets(context: dg.AssetExecutionContext) -> set[dg.AssetKey]:
    """Return the assets of the run that every wallet has, whatever its chain."""
    return set(context.selected_asset_keys) - set(TOKEN_ASSETS)


def select_token_assets(context: dg.AssetExecutionContext) -> list[dg.AssetKey]:
    """Return the assets of the run that tell of tokens, upstream first."""
    return [key for key in TOKEN_ASSETS if key in context.selected_asset_keys]


def sync_and_tell_tokens(
    context: dg.AssetExecutionContext,
    pipeline: Pipeline,
    wallets: Sequence[Wallet],
    progress: Progress,
    outcomes: Sequence[Outcome],
    *,
    full: bool,
    by_partition: bool,
) -> TokenReport:
    """Bring the tokens of wallets up to date and log a materialization for each wallet in which anything changed.

    A run over partitions promised one for each wallet, whatever its chain.
    """
    keys = select_token_assets(context)
    if not keys:
        return TokenReport()
    report = pipeline.sync_tokens(wallets, progress, outcomes, full=full)
    green = set() if by_partition else list_shown(context.instance, "MATERIALIZED", keys)
    for wallet_id, outcome in report.outcomes.items():
        for error in outcome.errors:
            context.log.error(error)
        if outcome.was_listed and not outcome.errors and (outcome.changed or wallet_id not in green):
            _materialize(context, keys, wallet_id, describe_tokens(outcome))
    if by_partition:
        for wallet in wallets:
            if wallet.wallet_id not in report.outcomes:
                _materialize(context, keys, wallet.wallet_id, {"tokens": dg.MetadataValue.int(0)})
    _tell_rest(context, report)
    return report


def fail_for_tokens(context: dg.AssetExecutionContext, report: TokenReport) -> None:
    """End the run as failed when tokens could not be read; those wallets show as failed, and only those.

    Raises: dagster.Failure.
    """
    failed = [wallet_id for wallet_id, one in report.outcomes.items() if one.errors]
    if not failed:
        return
    plan_partitions(context, select_token_assets(context), failed)
    raise dg.Failure(
        f"Tokens of {len(failed)} wallets could not be read. {report.errors[0]}",
        metadata={"failed": dg.MetadataValue.json({one: report.outcomes[one].errors for one in failed})},
        allow_retries=False,
    )


def describe_tokens(outcome: TokenOutcome) -> dict[str, dg.MetadataValue]:
    """Return what a wallet's materialization shows of its tokens."""
    return {
        "tokens": dg.MetadataValue.int(outcome.followed),
        "spam_tokens": dg.MetadataValue.int(outcome.spam),
        "blocked_tokens": dg.MetadataValue.int(outcome.blocked),
        "unproven_tokens": dg.MetadataValue.int(outcome.unproven),
        "waiting_tokens": dg.MetadataValue.int(outcome.waiting),
        "rows_added": dg.MetadataValue.int(outcome.rows_added),
        "rows_removed": dg.MetadataValue.int(outcome.rows_removed),
        "requests": dg.MetadataValue.int(outcome.pages),
    }


def _materialize(
    context: dg.AssetExecutionContext,
    keys: Iterable[dg.AssetKey],
    wallet_id: str,
    metadata: dict[str, dg.MetadataValue],
) -> None:
    for key in keys:
        context.log_event(dg.AssetMaterialization(key, partition=wallet_id, metadata=metadata))


def _tell_rest(context: dg.AssetExecutionContext, report: TokenReport) -> None:
    if report.stopped:
        context.log.warning(f"Reading tokens ended early; the next run goes on. {report.stopped}")
    if report.waiting:
        context.log.warning(
            f"{report.waiting} tokens wait for the next run: COINTRACKER_TOKEN_POINTS bounds what transfers cost."
        )
