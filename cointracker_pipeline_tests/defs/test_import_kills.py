"""Dagster is killed while it takes a spreadsheet: afterwards each row is in once and each new wallet is synced."""

import csv
import signal
import subprocess
import sys

import pytest

from cointracker_pipeline.defs.interrupted import close_interrupted_runs
from cointracker_pipeline.home import dagster_environment
from cointracker_pipeline.settings import CHECKOUT
from cointracker_pipeline_tests.defs.dying import MOMENTS
from cointracker_pipeline_tests.defs.stage import REAL_RUNS, Stage
from cointracker_pipeline_tests.defs.test_inbox_sensor import list_tracked, sheet
from cointracker_pipeline_tests.defs.test_news import alerts

pytestmark = REAL_RUNS


def take_and_die(stage: Stage, moment: str) -> None:
    """Take the file in a run in a process of its own, which is killed at this moment."""
    command = [sys.executable, "-m", "cointracker_pipeline_tests.defs.dying", moment, "mine.csv"]
    environment = dagster_environment(stage.settings)
    ended = subprocess.run(command, cwd=CHECKOUT, env=environment, capture_output=True, timeout=120, check=False)
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()[-3_000:]


def restart(stage: Stage) -> None:
    """Do what happens at the next start."""
    with stage.opened() as pipeline:
        assert close_interrupted_runs(pipeline) == 1


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_run_killed_while_it_takes_a_file(stage: Stage, moment: str) -> None:
    """Whether rows, report or file came so far: nothing is lost, told or there twice, or without copy and report."""
    wallets = stage.known_wallets()
    content = sheet(*wallets, "bitcoin:oops")
    stage.drop("mine.csv", content)
    take_and_die(stage, moment)
    tracked = [] if moment == "rows decided" else sorted(wallets)
    assert list_tracked(stage) == tracked
    restart(stage)
    taken = stage.take_inbox()
    assert [result.success for result in taken] == ([] if moment == "moved" else [True])
    assert list_tracked(stage) == sorted(wallets)
    assert [path.name for path in stage.settings.inbox.iterdir() if path.name != ".gone"] == []
    filed = {path.name for path in stage.settings.processed.iterdir() if not path.name.startswith(".")}
    assert filed == {"mine.csv", "mine.report.csv"}
    assert (stage.settings.processed / "mine.csv").read_text() == content
    with (stage.settings.processed / "mine.report.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [(row["wallet_id"], row["outcome"]) for row in csv.DictReader(file)]
    again = moment in ("rows saved", "report written")
    assert rows == [*((one, "already tracked" if again else "added") for one in wallets), ("", "refused")]
    (told,) = alerts(stage, "spreadsheet")
    assert told.title == f"mine.csv is taken: {len(wallets)} rows accepted, 1 refused"
    assert told.text.endswith(f"Report: {stage.settings.processed / 'mine.report.csv'}")
    (synced,) = stage.tick("requests")
    assert synced.success
    assert stage.shown("MATERIALIZED") == set(wallets)
    assert stage.tick("requests") == []


def test_a_file_that_was_moved_is_known(stage: Stage) -> None:
    """Although its run never ended, the same content changes nothing, asks for nothing and is not told again."""
    content = sheet(*stage.known_wallets())
    stage.drop("mine.csv", content)
    take_and_die(stage, "moved")
    restart(stage)
    stage.tick("requests")
    stage.drop("again.csv", content)
    assert [result.success for result in stage.take_inbox()] == [True]
    assert ",already taken," in (stage.settings.processed / "again.report.csv").read_text()
    assert stage.tick("requests") == []
    assert len(alerts(stage, "spreadsheet")) == 1


def test_after_a_restart_a_file_is_taken_at_once(stage: Stage) -> None:
    """A run that failed by itself is repeated after minutes, one that stopped with Dagster at once."""
    stage.drop("mine.csv", sheet(stage.known_wallets()[0]))
    stage.evaluate("inbox")
    stage.settle()
    (first,) = stage.evaluate("inbox").run_requests or []
    take_and_die(stage, "rows decided")
    restart(stage)
    (second,) = stage.evaluate("inbox").run_requests or []
    assert first.run_key != second.run_key
