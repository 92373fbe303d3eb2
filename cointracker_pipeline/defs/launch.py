"""Dagster runs started from the command: in this process, recorded like any other."""

import os
from collections.abc import Callable, Mapping, Sequence

import dagster as dg

from cointracker_pipeline.defs.resources import PipelineAccess
from cointracker_pipeline.errors import SyncError
from cointracker_pipeline.home import prepare_home
from cointracker_pipeline.reports import load_reports
from cointracker_pipeline.settings import Settings
from cointracker_pipeline.storage.warehouse.lock import take_lock
from cointracker_pipeline.sync.progress import Progress

DERIVED = [dg.AssetKey(name) for name in ("portfolio", *load_reports())]
"""What is derived anew after balances changed: the portfolio, and every report that is found."""

CHEAP = [dg.AssetKey("prices"), dg.AssetKey("portfolio")]
"""What a sync in the terminal brings up to date although no balance changed."""

FOLLOWING = [dg.AssetKey("prices"), *DERIVED]
"""What is materialized in one run then: the prices come first, and need not be new."""

QUIET = {"console": {"config": {"log_level": "CRITICAL"}}}


def open_instance(settings: Settings) -> dg.DagsterInstance:
    """Return the Dagster instance of the home; its tables are made by one process at a time."""
    prepare_home(settings)
    os.environ["DAGSTER_HOME"] = str(settings.dagster_home)
    os.environ["COINTRACKER_HOME"] = str(settings.home)
    with take_lock(settings.dagster_home / "opening.lock"):
        return dg.DagsterInstance.get()


def run_job(
    definitions: dg.Definitions,
    settings: Settings,
    job_name: str,
    step_config: Mapping[str, Mapping[str, object]],
    listener: Callable[[Progress], None] | None = None,
    run_id: str | None = None,
) -> str:
    """Run a job to its end in this process and return the run's id; it shows in the UI like any other run.

    Whoever wants to look up a run that fails gives it its ``run_id``, a UUID.

    Raises: SyncError with the run's own message when it fails.
    """
    access = PipelineAccess(listener)
    with open_instance(settings) as instance:
        result = definitions.resolve_job_def(job_name).execute_in_process(
            run_config={
                "ops": {step: {"config": dict(config)} for step, config in step_config.items()},
                "loggers": QUIET,
            },
            instance=instance,
            raise_on_error=False,
            resources={"pipeline": access},
            tags={"cointracker/pid": str(os.getpid())},
            run_id=run_id,
        )
        if not result.success:
            raise SyncError(_explain(result))
    return result.run_id


def materialize(definitions: dg.Definitions, settings: Settings, keys: Sequence[dg.AssetKey]) -> None:
    """Materialize assets in a run of their own, in this process."""
    with open_instance(settings) as instance:
        definitions.resolve_implicit_global_asset_job_def().execute_in_process(
            run_config={"loggers": QUIET}, instance=instance, asset_selection=keys
        )


def _explain(result: dg.ExecuteInProcessResult) -> str:
    """Return the message of the step that failed, without our own traceback."""
    failures = [event for event in result.all_events if event.is_step_failure]
    for event in failures:
        data = event.step_failure_data
        if data.user_failure_data and data.user_failure_data.description:
            return f"{data.user_failure_data.description} Run {result.run_id}."
        if data.error:
            cause = data.error.cause or data.error
            return f"{cause.message.strip()} Run {result.run_id}."
    return f"The run {result.run_id} failed; Dagster's UI shows why."
