"""Runs that a power cut or a kill left "in progress" for ever: closed at the next start, so the queue moves on."""

import os

import dagster as dg
from dagster import DagsterRunStatus, RunsFilter

from cointracker_pipeline.defs.launch import open_instance
from cointracker_pipeline.pipeline import Pipeline

OPEN = [DagsterRunStatus.STARTING, DagsterRunStatus.STARTED, DagsterRunStatus.CANCELING]
INTERRUPTED_TAG = "cointracker/interrupted"
REASON = "The host or Dagster stopped while this run was in progress. The next run goes on from what was stored."


def close_interrupted_runs(pipeline: Pipeline) -> int:
    """Mark as failed what no living process works on any more; call it before Dagster's daemon starts.

    What such a run was asked for waits again: a new wallet does not wait for the night.
    """
    with open_instance(pipeline.settings) as instance:
        runs = instance.get_runs(RunsFilter(statuses=OPEN))
        dead = [run for run in runs if not _is_alive(run)]
        for run in dead:
            instance.add_run_tags(run.run_id, {INTERRUPTED_TAG: "yes"})
            instance.report_run_failed(run, REASON)
            pipeline.registry.wait_again(run.run_id)
    alive = [run.run_id for run in runs if run not in dead]
    pipeline.registry.close_interrupted(alive, pipeline.clock())
    return len(dead)


def _is_alive(run: dg.DagsterRun) -> bool:
    """Runs of the command carry their process id; all others belong to a daemon that is not running now."""
    pid = run.tags.get("cointracker/pid", "")
    if not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
