"""The laws the stored data must obey, as asset checks over everything stored."""

from collections.abc import Sequence

import dagster as dg

from cointracker_pipeline.defs.failures import told_as_failure
from cointracker_pipeline.defs.resources import PipelineResource
from cointracker_pipeline.defs.shown import show_table
from cointracker_pipeline.pipeline import Pipeline
from cointracker_pipeline.reports.proofs import Breach

MOST_SHOWN = 50

CHECKED = {
    "balance_matches_chain": ("wallet_balances", "Each balance is the sum of its transactions and the chain's own."),
    "no_duplicates": ("transactions", "No transaction of a wallet is stored twice."),
    "no_negative_balance": ("daily_balances", "No balance is below zero after any block of a complete history."),
    "days_sum_to_balance": ("daily_balances", "A wallet's days sum to its balance, and end with it."),
    "token_balances_match_transfers": ("token_balances", "No transfer of a token that was read is missing or surplus."),
}


def log_checks(context: dg.AssetExecutionContext, pipeline: Pipeline) -> None:
    """Evaluate every check from within the sync's own step, so that a failed run is checked as well."""
    for name, breaches in pipeline.find_breaches().items():
        context.log_event(
            dg.AssetCheckEvaluation(
                asset_key=dg.AssetKey(CHECKED[name][0]),
                check_name=name,
                passed=not breaches,
                metadata=_describe(breaches),
                severity=dg.AssetCheckSeverity.ERROR,
            )
        )


def _make_check(name: str, asset: str, description: str) -> dg.AssetChecksDefinition:
    @dg.asset_check(asset=asset, name=name, description=description)
    def check(pipeline: PipelineResource) -> dg.AssetCheckResult:
        with told_as_failure(), pipeline.opened() as opened:
            breaches = opened.find_breaches()[name]
        return dg.AssetCheckResult(passed=not breaches, metadata=_describe(breaches))

    return check


def _describe(breaches: Sequence[Breach]) -> dict[str, dg.MetadataValue]:
    shown = ({"wallet": one.wallet_id, "breach": one.detail} for one in breaches[:MOST_SHOWN])
    return {
        "wallets": dg.MetadataValue.int(len({one.wallet_id for one in breaches})),
        "breaches": show_table(("wallet", "breach"), shown),
    }


@dg.definitions
def checks() -> dg.Definitions:
    """Return one check for each law."""
    return dg.Definitions(asset_checks=[_make_check(name, *about) for name, about in CHECKED.items()])
