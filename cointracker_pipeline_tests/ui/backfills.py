"""Starts a backfill in Dagster's UI, and tells what became of it."""

import time

from playwright.sync_api import Page

from cointracker_pipeline.settings import Settings

WAIT_SECONDS = 150


def launch_backfill(page: Page, wallets: list[str]) -> None:
    """Materialize all assets that the open page shows for some wallets."""
    page.get_by_role("button", name="Materialize").first.click()
    page.get_by_text("Select a partition or create one").click()
    for wallet in wallets:
        page.get_by_text(wallet, exact=True).first.click()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Launch backfill").click()


def finished_runs(settings: Settings) -> set[str]:
    """Return the ids of the runs so far."""
    from cointracker_pipeline.defs.launch import open_instance

    with open_instance(settings) as instance:
        return {run.run_id for run in instance.get_runs()}


def wait_until_idle(settings: Settings) -> None:
    """Return once nothing runs, and the portfolio is of the newest rows."""
    from cointracker_pipeline.defs.state import open_state

    end = time.monotonic() + WAIT_SECONDS
    with open_state(settings) as dagster:
        while dagster.has_unfinished_runs() or not dagster.portfolio_is_newest():
            assert time.monotonic() < end, "Dagster did not come to rest"
            time.sleep(0.5)


def wait_for_backfill(settings: Settings, before: set[str]) -> list[str]:
    """Return how the runs of the newest backfill ended, once it is over."""
    from dagster import DagsterRunStatus

    from cointracker_pipeline.defs.launch import open_instance

    end = time.monotonic() + WAIT_SECONDS
    with open_instance(settings) as instance:
        while time.monotonic() < end:
            backfills = instance.get_backfills()
            if backfills and backfills[0].status.value.startswith("COMPLETED"):
                break
            time.sleep(1)
        runs = [run for run in instance.get_runs() if run.run_id not in before and "dagster/backfill" in run.tags]
        assert backfills[0].status.value == "COMPLETED_SUCCESS"
        assert all(run.status is DagsterRunStatus.SUCCESS for run in runs)
        return [run.status.value for run in runs]
