"""What a person or a sensor can start: refresh, re-sync, delete, import; and the nightly schedule."""

from collections import Counter
from pathlib import Path

import dagster as dg

from cointracker_pipeline.defs.failures import told_as_failure
from cointracker_pipeline.defs.partitions import delete_partition
from cointracker_pipeline.defs.resources import PipelineResource
from cointracker_pipeline.defs.spreadsheets import TAKEN_TAG, count_outcomes, materialize_file, tell_counts, tell_file
from cointracker_pipeline.errors import CointrackerError, UnknownWalletError
from cointracker_pipeline.inbox.file_name import show_name
from cointracker_pipeline.settings import load_settings

_SYNCED = dg.AssetSelection.assets(
    "transactions", "wallet_balances", "daily_balances", "token_transfers", "token_balances"
).without_checks()

refresh = dg.define_asset_job(
    "refresh",
    selection=_SYNCED,
    description="Brings wallets up to date: those named in the configuration, or all that are due.",
)
resync = dg.define_asset_job(
    "resync",
    selection=_SYNCED,
    config={"ops": {"wallet_sync": {"config": {"full": True}}}},
    description="Reads the whole history of each wallet of the run again; rows stay readable meanwhile.",
)


class DeleteConfig(dg.Config):
    """Which wallets to delete: those named, and those of the registry's requests with these ids."""

    wallets: list[str] = []
    requests: list[int] = []


@dg.op(description="Removes each wallet with all its data, its partition included.")
def delete_each_wallet(context: dg.OpExecutionContext, config: DeleteConfig, pipeline: PipelineResource) -> None:
    """Delete wallets; one that is gone already is no failure. Reports forget them as well.

    The requests wait until all is done: what a run leaves that dies is deleted by the next one, and whoever adds a
    wallet again before its turn keeps it.
    """
    from cointracker_pipeline.pipeline.reports import derive_reports

    with told_as_failure(), pipeline.opened() as opened:
        asked = opened.registry.find_requested(config.requests)
        for wallet_id in dict.fromkeys([*config.wallets, *asked]):
            if wallet_id not in config.wallets and not opened.registry.still_asks(config.requests, wallet_id):
                context.log.info(f"{wallet_id} was added again, or is gone; it is not deleted")
                continue
            try:
                removed = opened.delete_wallet(wallet_id)
                context.log.info(f"Deleted {wallet_id} and its {removed} transactions")
            except UnknownWalletError as error:
                context.log.warning(str(error))
            delete_partition(context.instance, wallet_id)
        opened.registry.take_requests(config.requests, context.run_id, opened.clock())
        opened.derive_portfolio()
        derive_reports(opened)


@dg.job(description="Deletes wallets with all their data.")
def delete_wallets() -> None:
    """Delete the wallets named in the configuration."""
    delete_each_wallet()


class ImportConfig(dg.Config):
    """Names of the files in the inbox to take, in order of arrival; as they are shown, in printable characters."""

    files: list[str]


@dg.op(description="Takes each file: rows become wallets or are refused with a reason, the file is filed away.")
def take_each_file(context: dg.OpExecutionContext, config: ImportConfig, pipeline: PipelineResource) -> None:
    """Take the files; one that cannot be taken neither stops nor hides the others.

    Each is a materialization of ``spreadsheets``, and the run's tag tells the counts of all.
    """
    from cointracker_pipeline.pipeline.importing import is_another_persons

    failed: dict[str, str] = {}
    faults: list[Exception] = []
    counts: Counter[str] = Counter()
    with told_as_failure(), pipeline.opened() as opened:
        inbox = opened.settings.inbox
        lying = {show_name(path): path for path in inbox.iterdir()}
        for name in config.files:
            path = lying.get(name, inbox / Path(name).name)
            try:
                taken = opened.take_file(path)
            except CointrackerError as error:
                failed[name] = str(error)
                context.log.error(str(error))
                continue
            except Exception as error:  # a fault of ours with one file must not keep all later ones in the inbox
                failed[name] = f"{name} cannot be taken: {type(error).__name__}. This is a fault of the program."
                faults.append(error)
                continue
            counts += count_outcomes(taken)
            private = is_another_persons(opened, path)
            context.log_event(materialize_file(name, taken, private=private))
            context.log.info(tell_file(name, taken, private=private))
    told = f"{len(config.files) - len(failed)} of {len(config.files)} files taken: {tell_counts(counts)}"
    context.instance.add_run_tags(context.run_id, {TAKEN_TAG: told})
    if faults:
        raise faults[0]
    if failed:
        raise dg.Failure(
            f"{len(failed)} of {len(config.files)} files could not be taken. {next(iter(failed.values()))}",
            metadata={"files": dg.MetadataValue.json(failed)},
            allow_retries=False,
        )


@dg.job(description="Takes spreadsheets out of the inbox.")
def import_spreadsheets() -> None:
    """Take the files named in the configuration."""
    take_each_file()


@dg.definitions
def jobs() -> dg.Definitions:
    """Return the jobs, the schedule, and the executor that keeps one run in one process."""
    settings = load_settings()
    nightly = dg.ScheduleDefinition(
        name="nightly",
        job=refresh,
        cron_schedule=settings.nightly_cron,
        execution_timezone="UTC",
        run_config={"ops": {"wallet_sync": {"config": {"all_due": True, "sweep": True}}}},
        default_status=(
            dg.DefaultScheduleStatus.RUNNING if settings.nightly_enabled else dg.DefaultScheduleStatus.STOPPED
        ),
        description="Refreshes every wallet that is due: changed, incomplete, unproven or not yet settled.",
    )
    return dg.Definitions(
        jobs=[refresh, resync, delete_wallets, import_spreadsheets],
        schedules=[nightly],
        executor=dg.in_process_executor,
    )
