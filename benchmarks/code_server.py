"""Dagster's code server of a home, as under ``cointracker up``: it ticks sensors and starts runs as processes."""

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
from dagster import DagsterRunStatus
from dagster._cli.job import _create_run
from dagster._core.definitions.sensor_definition import SensorExecutionData
from dagster._core.workspace.context import WorkspaceProcessContext, WorkspaceRequestContext
from dagster._core.workspace.load_target import ModuleTarget

LOCATION = "cointracker_pipeline"
ENDED = {DagsterRunStatus.SUCCESS, DagsterRunStatus.FAILURE}


@dataclass(frozen=True, slots=True)
class CodeServer:
    """A code server that is ready; its words and those of its runs stand in ``log``."""

    instance: dg.DagsterInstance
    workspace: WorkspaceRequestContext
    log: Path

    def tick(self, sensor: str, cursor: str | None = None) -> SensorExecutionData:
        """Evaluate a sensor as the daemon does: within a minute, and with its cursor."""
        location = self.workspace.get_code_location(LOCATION)
        (repository,) = location.get_repositories().values()
        return location.get_sensor_execution_data(
            self.instance, repository.handle, sensor, None, None, cursor, None, None
        )

    def create(self, job: str, config: Mapping[str, object], tags: Mapping[str, str] | None = None) -> str:
        """Create a run of a job, and return its id."""
        location = self.workspace.get_code_location(LOCATION)
        (repository,) = location.get_repositories().values()
        full = repository.get_full_job(job)
        run = _create_run(self.instance, location, repository, full, config, tags or {}, op_selection=None, run_id=None)
        return run.run_id

    def run(self, run_id: str) -> None:
        """Run what was created, in a process of its own, to its end. Raises: SystemExit with its log if it fails."""
        self.instance.launch_run(run_id, self.workspace)
        while (status := self._status(run_id)) not in ENDED:
            time.sleep(0.05)
        if status is DagsterRunStatus.FAILURE:
            end = "\n".join(self.log.read_text(errors="replace").splitlines()[-20:])
            raise SystemExit(f"A run failed. The end of its log:\n{end}")

    def step_seconds(self, run_id: str) -> float:
        """Return how long the only step of a run took."""
        (step,) = self.instance.get_run_step_stats(run_id)
        return (step.end_time or 0) - (step.start_time or 0)

    def _status(self, run_id: str) -> DagsterRunStatus | None:
        run = self.instance.get_run_by_id(run_id)
        return run.status if run else None


@contextmanager
def serving_code(instance: dg.DagsterInstance, log: Path) -> Iterator[CodeServer]:
    """Start the code server of an instance, and end it with the block."""
    target = ModuleTarget("cointracker_pipeline.definitions", None, None, LOCATION)
    with _output_kept_in(log), WorkspaceProcessContext(instance, target) as context:
        yield CodeServer(instance, context.create_request_context(), log)


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
