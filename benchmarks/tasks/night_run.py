"""The measured task: the nightly refresh as a Dagster run, launched as the schedule launches it.

``python -m benchmarks.tasks.night_run`` works on the home of the environment. The code server runs already, as it does
under ``cointracker up``; it starts the run in a process of its own.
"""

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
from dagster import DagsterRunStatus
from dagster._cli.job import _create_run
from dagster._core.workspace.context import WorkspaceProcessContext, WorkspaceRequestContext
from dagster._core.workspace.load_target import ModuleTarget

from benchmarks.dagster_state import show_as_materialized
from cointracker_pipeline.defs.launch import open_instance
from cointracker_pipeline.pipeline import open_pipeline
from cointracker_pipeline.settings import load_settings

LOCATION = "cointracker_pipeline"
ALL_DUE = {"ops": {"wallet_sync": {"config": {"all_due": True}}}}


def main() -> None:
    """Run the night and print as JSON how long it took from the launch to success, and the step within it."""
    settings = load_settings()
    log = settings.home / "night.log"
    with open_pipeline(settings) as pipeline:
        wallet_ids = [one.wallet_id for one in pipeline.registry.list_wallets()]
    target = ModuleTarget("cointracker_pipeline.definitions", None, None, LOCATION)
    with open_instance(settings) as instance:
        show_as_materialized(instance, wallet_ids)
        with _output_kept_in(log), WorkspaceProcessContext(instance, target) as context:
            told = _run(instance, context.create_request_context())
    if told is None:
        end = "\n".join(log.read_text(errors="replace").splitlines()[-20:])
        raise SystemExit(f"The nightly run failed. The end of its log:\n{end}")
    print(json.dumps(told))


def _run(instance: dg.DagsterInstance, workspace: WorkspaceRequestContext) -> dict[str, float] | None:
    location = workspace.get_code_location(LOCATION)
    (repository,) = location.get_repositories().values()
    job = repository.get_full_job("refresh")
    began = time.perf_counter()
    run = _create_run(instance, location, repository, job, ALL_DUE, tags={}, op_selection=None, run_id=None)
    instance.launch_run(run.run_id, workspace)
    while (status := _status(instance, run.run_id)) not in {DagsterRunStatus.SUCCESS, DagsterRunStatus.FAILURE}:
        time.sleep(0.05)
    seconds = time.perf_counter() - began
    if status is DagsterRunStatus.FAILURE:
        return None
    (step,) = instance.get_run_step_stats(run.run_id)
    return {"run_seconds": seconds, "step_seconds": (step.end_time or 0) - (step.start_time or 0)}


@contextmanager
def _output_kept_in(log: Path) -> Iterator[None]:
    """Let the code server and the run write to a file: what this process prints is read as its answer."""
    file, before = os.open(log, os.O_CREAT | os.O_WRONLY | os.O_APPEND), (os.dup(1), os.dup(2))
    for number in (1, 2):
        os.dup2(file, number)
    try:
        yield
    finally:
        for number, old in zip((1, 2), before, strict=True):
            os.dup2(old, number)


def _status(instance: dg.DagsterInstance, run_id: str) -> DagsterRunStatus | None:
    run = instance.get_run_by_id(run_id)
    return run.status if run else None


if __name__ == "__main__":
    main()
