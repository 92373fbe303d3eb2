"""What Dagster is doing, for a command that waits for it."""

from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg
from dagster import DagsterRunStatus, RunsFilter

from cointracker_pipeline.defs.launch import open_instance
from cointracker_pipeline.settings import Settings

UNFINISHED = [
    DagsterRunStatus.QUEUED,
    DagsterRunStatus.NOT_STARTED,
    DagsterRunStatus.STARTING,
    DagsterRunStatus.STARTED,
    DagsterRunStatus.CANCELING,
]


class DagsterState:
    """Dagster's state in one home."""

    def __init__(self, instance: dg.DagsterInstance) -> None:
        self._instance = instance

    def has_unfinished_runs(self) -> bool:
        """Return whether any run is queued, starting or going on."""
        return bool(self._instance.get_runs(RunsFilter(statuses=UNFINISHED), limit=1))

    def portfolio_is_newest(self) -> bool:
        """Return whether the portfolio was derived after the last change of any balance."""
        portfolio = self._instance.get_latest_materialization_event(dg.AssetKey("portfolio"))
        balances = self._instance.get_latest_materialization_event(dg.AssetKey("wallet_balances"))
        return bool(portfolio and balances and portfolio.timestamp >= balances.timestamp)


@contextmanager
def open_state(settings: Settings) -> Iterator[DagsterState]:
    """Open Dagster's state of a home."""
    with open_instance(settings) as instance:
        yield DagsterState(instance)
