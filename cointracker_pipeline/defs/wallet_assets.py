"""Wallets as assets: one step brings any number of them up to date, and each is shown on its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import dagster as dg

from cointracker_pipeline.defs.checks import log_checks
from cointracker_pipeline.defs.events import Events
from cointracker_pipeline.defs.failures import told_as_failure
from cointracker_pipeline.defs.metadata import describe_estimate
from cointracker_pipeline.defs.partitions import WALLETS, add_partitions, list_shown
from cointracker_pipeline.defs.resources import PipelineResource
from cointracker_pipeline.defs.ticker import Ticker
from cointracker_pipeline.defs.token_events import (
    fail_for_tokens,
    select_token_assets,
    select_wallet_assets,
    sync_and_tell_tokens,
)
from cointracker_pipeline.domain.amount import render_points
from cointracker_pipeline.domain.wallet import TrackedWallet, Wallet
from cointracker_pipeline.errors import InputError, QuotaError
from cointracker_pipeline.health.looks import note_look
from cointracker_pipeline.pipeline import Pipeline
from cointracker_pipeline.pipeline.run_news import tell_run, told_when_it_fails
from cointracker_pipeline.sync.check import Checked
from cointracker_pipeline.sync.progress import Progress
from cointracker_pipeline.sync.report import Report
from cointracker_pipeline.sync.telling import tell_estimate


class SyncConfig(dg.Config):
    """Which wallets a run without partitions refreshes: those named, those of the requests, and all due ones.

    ``requests`` are the ids of the registry's requests this run answers; ``all_due`` says whether it also refreshes
    whatever is due. ``sweep`` looks at the counters of a part of the others, as every night. ``full`` reads whole
    histories again.
    """

    wallets: list[str] = []
    all_due: bool = False
    sweep: bool = False
    full: bool = False
    requests: list[int] = []


def _spec(name: str, description: str, deps: Sequence[str], kinds: set[str]) -> dg.AssetSpec:
    return dg.AssetSpec(
        name,
        partitions_def=WALLETS,
        deps=list(deps),
        skippable=True,
        description=description,
        group_name="wallets",
        owners=["team:cointracker"],
        kinds=kinds,
    )


@dg.multi_asset(
    name="wallet_sync",
    description="Fetches what is new from Blockchair, stores it with the cursor, and proves the balance.",
    specs=[
        _spec(
            "transactions",
            "Every confirmed transaction of each wallet: what it changed, in base units. Read newest first, only "
            "down to what can no longer change.",
            (),
            {"blockchair", "duckdb"},
        ),
        _spec(
            "wallet_balances",
            "Each wallet's balance as the sum of its transactions, beside the balance the chain reports at the same "
            "height: equal means proven.",
            ("transactions",),
            {"duckdb", "sql"},
        ),
        _spec(
            "daily_balances",
            "Each wallet's balance at the end of every UTC day on which it moved.",
            ("transactions",),
            {"duckdb", "sql"},
        ),
        _spec(
            "token_transfers",
            "Every transfer of each followed token of wallets on Ethereum, to the last digit; spam is never read.",
            (),
            {"blockchair", "duckdb"},
        ),
        _spec(
            "token_balances",
            "What each wallet holds of each token as the chain reports it, and how far its transfers explain that.",
            ("token_transfers",),
            {"duckdb", "sql"},
        ),
    ],
    backfill_policy=dg.BackfillPolicy.single_run(),
    can_subset=True,
)
def wallet_sync(context: dg.AssetExecutionContext, config: SyncConfig, pipeline: PipelineResource):  # type: ignore[no-untyped-def]
    """Refresh the run's wallets; each that succeeds is materialized, each that fails is shown as failed."""
    run_id = context.run.run_id
    with told_as_failure(), pipeline.opened() as opened, told_when_it_fails(opened, run_id):
        opened.registry.take_requests(config.requests, run_id, opened.clock())
        progress = pipeline.progress(Ticker(context.log.info))
        by_partition = context.has_partition_key or context.has_partition_key_range
        asked = [*config.wallets, *opened.registry.find_requested(config.requests)]
        names = context.partition_keys if by_partition else list(dict.fromkeys(asked))
        due = "all wallets that are due" if config.all_due and not by_partition else ""
        named = f"{len(names):,} wallets" if names or not due else ""
        context.log.info(f"Planning what {' and '.join(filter(None, (named, due)))} will cost")
        opened.reconcile()
        if config.sweep:
            note_look(opened.settings, "nightly")
        suffices = _tell_plan(context, opened, config, names, by_partition=by_partition)
        sweep = config.sweep and suffices
        chosen = _choose(context, opened, config, names, progress, by_partition=by_partition, sweep=sweep)
        events = Events(context, opened, log_unchanged=by_partition)
        context.log.info(f"Refreshing {len(chosen.wallets)} wallets" + (" from scratch" if config.full else ""))
        report = opened.sync(
            chosen.wallets,
            run_id,
            events.tell,
            progress,
            full=config.full,
            with_tokens=bool(select_token_assets(context)),
        )
        if chosen.stopped and not report.stopped:
            report.stopped, report.resume_at = str(chosen.stopped), chosen.stopped.resume_at
        everybody = config.all_due and not by_partition and not report.stopped
        holders = [one.wallet for one in opened.registry.list_wallets()] if everybody else chosen.wallets
        tokens = sync_and_tell_tokens(
            context,
            opened,
            holders,
            progress,
            report.outcomes,
            full=config.full,
            by_partition=by_partition,
            asking=not report.stopped,
        )
        tell_run(opened, run_id, report, tokens, chosen.refused, progress)
        for problem in opened.update_prices(ask=False).problems:
            context.log.warning(problem)
        log_checks(context, opened)
        _close(context, config, events, report, chosen.refused, progress)
        fail_for_tokens(context, tokens)
    return
    yield  # a generator that yields no output: an output would mark every wallet of the run as materialized


def _tell_plan(
    context: dg.AssetExecutionContext,
    pipeline: Pipeline,
    config: SyncConfig,
    names: Sequence[str],
    *,
    by_partition: bool,
) -> bool:
    """Log first what the run will cost, and keep it as the run's tags and as an observation.

    Return whether today's points suffice for it: where they do not, they are not spent on the sweep.
    """
    named, _ = _parse(pipeline, names)
    estimate = pipeline.plan_sync(named, full=config.full)
    if config.all_due and not by_partition:
        due = pipeline.plan_due(sweep=config.sweep)
        estimate = replace(due, parts=(*due.parts, *estimate.parts))
    context.log.info(" ".join(tell_estimate(estimate, pipeline.clock())))
    points, requests = render_points(estimate.millipoints), str(estimate.requests)
    context.instance.add_run_tags(
        context.run.run_id, {"cointracker/planned_points": points, "cointracker/planned_requests": requests}
    )
    for key in sorted(context.selected_asset_keys)[:1]:
        context.log_event(dg.AssetObservation(key, metadata=describe_estimate(estimate)))
    return estimate.left_today is None or estimate.millipoints <= estimate.left_today


@dataclass(slots=True)
class _Chosen:
    """The wallets to refresh, why a name is not one of them, and what ended the search for due ones early."""

    wallets: list[Wallet]
    refused: dict[str, str]
    stopped: QuotaError | None = None


def _choose(
    context: dg.AssetExecutionContext,
    pipeline: Pipeline,
    config: SyncConfig,
    names: Sequence[str],
    progress: Progress,
    *,
    by_partition: bool,
    sweep: bool,
) -> _Chosen:
    """Return the wallets to refresh, each tracked and a partition."""
    named, refused = _parse(pipeline, names)
    if config.requests:  # whoever was deleted after being asked for stays deleted
        tracked = pipeline.registry.find_tracked(wallet.wallet_id for wallet in named)
        named = [wallet for wallet in named if wallet.wallet_id in tracked]
    checked = Checked()
    if config.all_due and not by_partition:
        checked = _find_due(context, pipeline, progress, sweep=sweep)
    wallets = list(dict.fromkeys([*named, *checked.due]))
    known = {one.wallet_id for one in pipeline.registry.find_wallets(wallet.wallet_id for wallet in wallets)}
    new = [TrackedWallet(wallet) for wallet in wallets if wallet.wallet_id not in known]
    pipeline.registry.add_wallets(new, pipeline.clock())
    add_partitions(context.instance, [wallet.wallet_id for wallet in wallets])
    return _Chosen(wallets, refused, checked.stopped)


def _parse(pipeline: Pipeline, names: Sequence[str]) -> tuple[list[Wallet], dict[str, str]]:
    wallets, refused = [], {}
    for name in names:
        try:
            wallets.append(pipeline.parse_wallet(name))
        except InputError as error:
            refused[name] = str(error)
    return wallets, refused


def _find_due(context: dg.AssetExecutionContext, pipeline: Pipeline, progress: Progress, *, sweep: bool) -> Checked:
    """Return what is due, and what Dagster shows as failed although nothing moved: only a refresh heals that."""
    failed = list_shown(context.instance, "FAILED", select_wallet_assets(context))
    shown = [one.wallet for one in pipeline.registry.list_wallets() if one.wallet_id in failed]
    checked = pipeline.find_due(progress, sweep=sweep)
    return Checked(list(dict.fromkeys([*checked.due, *shown])), checked.stopped)


def _close(
    context: dg.AssetExecutionContext,
    config: SyncConfig,
    events: Events,
    report: Report,
    refused: Mapping[str, str],
    progress: Progress,
) -> None:
    """Tell how the run ended; it fails if a wallet failed, not if some only wait for points."""
    changed = sum(one.changed for one in report.outcomes)
    context.log.info(
        f"{len(report.outcomes)} wallets up to date, {changed} of them changed; {progress.rows} rows added in "
        f"{progress.pages} pages for {render_points(progress.millipoints)} points"
    )
    reasons = {**refused, **{one.wallet.wallet_id: one.reason for one in report.failed}}
    if report.resume_at and not reasons:
        context.log.warning(
            f"{len(report.waiting)} wallets wait for points: {report.stopped} "
            + (
                "Ask for them again when there are new ones."
                if config.full or not config.all_due
                else "The next scheduled run goes on with them."
            )
        )
        return
    if not reasons and not report.waiting:
        return
    events.plan_failed([one.wallet.wallet_id for one in report.failed])
    total = len(reasons) + len(report.waiting) + len(report.outcomes)
    raise dg.Failure(
        f"{len(reasons)} of {total} wallets failed"
        + (f", {len(report.waiting)} were not reached" if report.waiting else "")
        + f". {report.stopped or next(iter(reasons.values()))}",
        metadata={
            "failed": dg.MetadataValue.json(
                {**reasons, **{one.wallet.wallet_id: one.reason for one in report.waiting}}
            ),
            "stopped": report.stopped or "no",
        },
        allow_retries=False,
    )
