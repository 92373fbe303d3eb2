"""What Dagster is doing, for a command that waits for it."""

from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg
from dagster import DagsterRunStatus, RunsFilter

from cointracker_pipeline.defs.launch import CHEAP, DERIVED, FOLLOWING, materialize, open_instance
from cointracker_pipeline.settings import Settings

UNFINISHED = [
    DagsterRunStatus.QUEUED,
    DagsterRunStatus.NOT_STARTED,
    DagsterRunStatus.STARTING,
    DagsterRunStatus.STARTED,
    DagsterRunStatus.CANCELING,
]


def portfolio_is_newest(instance: dg.DagsterInstance) -> bool:
    """Return whether the runs that derived the portfolio and every report began after the last change of a balance."""
    balances = instance.get_latest_materialization_event(dg.AssetKey("wallet_balances"))
    if balances is None:
        return True
    derived = [instance.get_latest_materialization_event(key) for key in DERIVED]
    runs = {one.run_id if one else "" for one in derived}
    return all(run_id and _began(instance, run_id) >= balances.timestamp for run_id in runs)


def follow_balances(definitions: dg.Definitions, settings: Settings) -> None:
    """Complete the prices and derive the portfolio; the reports as well, where a balance changed since they were."""
    with open_instance(settings) as instance:
        is_newest = portfolio_is_newest(instance)
    materialize(definitions, settings, CHEAP if is_newest else FOLLOWING)


def _began(instance: dg.DagsterInstance, run_id: str) -> float:
    """Return when a run began: what it read may be as old as that."""
    record = instance.get_run_record_by_id(run_id)
    return (record.start_time if record else None) or 0.0


class DagsterState:
    """Dagster's state in one home."""

    def __init__(self, instance: dg.DagsterInstance) -> None:
        self._instance = instance

    def has_unfinished_runs(self) -> bool:
        """Return whether any run is queued, starting or going on."""
        return bool(self._instance.get_runs(RunsFilter(statuses=UNFINISHED), limit=1))

    def portfolio_is_newest(self) -> bool:
        """Return whether the portfolio tells of the last change of any balance."""
        return portfolio_is_newest(self._instance)


@contextmanager
def open_state(settings: Settings) -> Iterator[DagsterState]:
    """Open Dagster's state of a home."""
    with open_instance(settings) as instance:
        yield DagsterState(instance)
