"""Waits for Dagster to finish what is under way, and says what it sees meanwhile."""

import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from cointracker_pipeline.defs.state import DagsterState
from cointracker_pipeline.errors import SyncError
from cointracker_pipeline.pipeline import Pipeline


class Watch:
    """Watches one home while Dagster's daemon works on it."""

    def __init__(self, pipeline: Pipeline, dagster: DagsterState, daemon: subprocess.Popen[bytes], log: Path) -> None:
        self._pipeline = pipeline
        self._dagster = dagster
        self._daemon = daemon
        self._log = log
        self._told = ""

    def until_quiet(self, seconds: float) -> None:
        """Wait until nothing is asked, queued or running and the portfolio is newer than every balance.

        Raises: SyncError when that takes too long or the daemon ends; the message names its log.
        """
        end = time.monotonic() + seconds
        with _live() as show:
            while not self._is_quiet(show):
                if self._daemon.poll() is not None:
                    raise SyncError(f"Dagster's daemon ended by itself; see {self._log}.")
                if time.monotonic() > end:
                    raise SyncError(f"Nothing came of it within {seconds:.0f} seconds; see {self._log}.")
                time.sleep(0.5)

    def _is_quiet(self, show: Callable[[str], None]) -> bool:
        settings = self._pipeline.settings
        if any(not path.name.startswith(".") for path in settings.inbox.iterdir()):
            show("the inbox sensor looks at the spreadsheet until it is whole, then a run takes it")
            return False
        if self._pipeline.registry.waiting_requests():
            show("the requests sensor starts one run for all wallets")
            return False
        if self._dagster.has_unfinished_runs():
            show(self._count_synced())
            return False
        show("prices, the portfolio and the reports follow")
        return self._dagster.portfolio_is_newest()

    def _count_synced(self) -> str:
        syncs = self._pipeline.registry.list_syncs(limit=10_000)
        newest = [one for one in syncs if one.run_id == syncs[0].run_id and one.outcome != "running"] if syncs else []
        rows, points = sum(one.rows_added for one in newest), sum(one.millipoints for one in newest) // 1000
        return f"one run refreshes: {len(newest)} wallets done, {rows} rows, {points} points"


@contextmanager
def _live() -> Iterator[Callable[[str], None]]:
    """Show what goes on in one line that changes; where nobody watches, a line for each change of stage."""
    from rich.console import Console

    console = Console()
    if console.is_terminal:
        with console.status("starting") as status:
            yield status.update
        return
    told: set[str] = set()

    def show(text: str) -> None:
        stage = text.partition(":")[0]
        if stage not in told:
            told.add(stage)
            click.echo(f"  … {stage}")

    yield show
