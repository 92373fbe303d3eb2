"""Runs that nobody works on any more are closed, and only those."""

import os
import subprocess
import sys

import pytest
from dagster import DagsterRunStatus

from cointracker_pipeline.defs.interrupted import close_interrupted_runs
from cointracker_pipeline_tests.defs.stage import REAL_RUNS, Stage, load

pytestmark = REAL_RUNS


def leave_run(stage: Stage, status: DagsterRunStatus, **tags: str) -> str:
    """Leave a run behind as a process does that is killed."""
    job = load().resolve_job_def("refresh")
    return stage.instance.create_run_for_job(job, status=status, tags=tags).run_id


def status_of(stage: Stage, run_id: str) -> DagsterRunStatus:
    """Return what the instance says of a run."""
    run = stage.instance.get_run_by_id(run_id)
    assert run
    return run.status


def close(stage: Stage) -> int:
    """Do what happens at the next start."""
    with stage.opened() as pipeline:
        return close_interrupted_runs(pipeline)


def dead_process() -> int:
    """Return the id of a process that is over."""
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    return child.pid


@pytest.mark.parametrize("status", [DagsterRunStatus.STARTING, DagsterRunStatus.STARTED, DagsterRunStatus.CANCELING])
def test_a_run_of_a_daemon_that_was_killed_is_closed(stage: Stage, status: DagsterRunStatus) -> None:
    """It becomes a failure with a reason, and its wallet's record is closed with it."""
    wallet = stage.add_all()[0]
    run_id = leave_run(stage, status)
    with stage.opened() as pipeline:
        pipeline.registry.start_sync(run_id, wallet, "refresh", pipeline.clock())
    assert close(stage) == 1
    assert status_of(stage, run_id) is DagsterRunStatus.FAILURE
    with stage.opened() as pipeline:
        (record,) = pipeline.registry.list_syncs(wallet)
    assert record.outcome == "stopped"
    assert close(stage) == 0


def test_a_run_of_a_command_that_was_killed_is_closed(stage: Stage) -> None:
    """Its process is no more."""
    run_id = leave_run(stage, DagsterRunStatus.STARTED, **{"cointracker/pid": str(dead_process())})
    assert close(stage) == 1
    assert status_of(stage, run_id) is DagsterRunStatus.FAILURE


def test_a_living_commands_run_is_left_alone(stage: Stage) -> None:
    """While the command works, neither its run nor its wallets' records are touched."""
    wallet = stage.add_all()[0]
    run_id = leave_run(stage, DagsterRunStatus.STARTED, **{"cointracker/pid": str(os.getpid())})
    with stage.opened() as pipeline:
        pipeline.registry.start_sync(run_id, wallet, "refresh", pipeline.clock())
    assert close(stage) == 0
    assert status_of(stage, run_id) is DagsterRunStatus.STARTED
    with stage.opened() as pipeline:
        assert [one.outcome for one in pipeline.registry.list_syncs(wallet)] == ["running"]


@pytest.mark.parametrize("status", [DagsterRunStatus.NOT_STARTED, DagsterRunStatus.SUCCESS, DagsterRunStatus.CANCELED])
def test_a_run_that_waits_or_is_over_is_left_alone(stage: Stage, status: DagsterRunStatus) -> None:
    """The daemon starts what is queued."""
    run_id = leave_run(stage, status)
    assert close(stage) == 0
    assert status_of(stage, run_id) is status


def test_what_a_killed_run_was_asked_for_waits_again(stage: Stage) -> None:
    """New wallets whose first sync it had begun are synced right after the next start, not in the night."""
    wallets = stage.add_all()
    run_id = leave_run(stage, DagsterRunStatus.STARTED)
    with stage.opened() as pipeline:
        asked = pipeline.registry.ask("refresh", wallets, "file mine.csv", pipeline.clock())
        pipeline.registry.take_requests([asked], run_id, pipeline.clock())
    assert stage.tick("requests") == []
    close(stage)
    assert [one.success for one in stage.tick("requests")] == [True]
    assert stage.shown("MATERIALIZED") == set(wallets)
    assert stage.tick("requests") == []


def test_the_next_run_goes_on(stage: Stage) -> None:
    """An interrupted refresh is followed by one that ends green."""
    wallets = stage.add_all()
    leave_run(stage, DagsterRunStatus.STARTED)
    close(stage)
    assert stage.refresh().success
    assert stage.shown("MATERIALIZED") == set(wallets)
