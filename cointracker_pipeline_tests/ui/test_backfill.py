"""People materialize and backfill wallets in Dagster's UI."""

import csv
import os
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from cointracker_pipeline_tests.ui.conftest import Stage

pytestmark = [
    pytest.mark.browser,
    pytest.mark.dagster,
    pytest.mark.timeout(400),
    pytest.mark.filterwarnings("ignore::Warning:dagster"),
]

WAIT_SECONDS = 150
PICTURES = os.environ.get("COINTRACKER_PICTURES")
"""Where to put the pictures that docs/ shows; not set, none are taken. Read before the tests' own environment."""


def test_a_backfill_started_in_the_ui_is_one_run_and_ends_green(stage: Stage, page: Page) -> None:
    """A dropped spreadsheet becomes green partitions; a backfill over some of them is one run and ends green."""
    wallets = _drop_spreadsheet(stage)
    stage.sign_in(page)
    page.goto(f"{stage.url}/locations/cointracker_pipeline/asset-groups/wallets")
    expect(page.get_by_text("100% filled")).to_have_count(3, timeout=WAIT_SECONDS * 1000)
    _wait_until_idle(stage)
    before = _finished_runs(stage)
    page.get_by_role("button", name="Materialize").first.click()
    page.get_by_text("Select a partition or create one").click()
    for wallet in wallets[2:5]:
        page.get_by_text(wallet, exact=True).first.click()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Launch backfill").click()
    runs = _wait_for_backfill(stage, before)
    assert [status for _, status in runs] == ["SUCCESS"]
    _take_pictures(stage, page, wallets)


def _drop_spreadsheet(stage: Stage) -> list[str]:
    """Put the sandbox's wallets into the inbox in one rename, and return their ids in the order of the rows."""
    known = stage.sandbox.control.wallets()
    draft = stage.settings.home / "draft.csv"
    with draft.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("chain", "address", "label"))
        writer.writerows((one["chain"], one["address"], f"Wallet {place}") for place, one in enumerate(known))
    draft.rename(stage.settings.inbox / "wallets.csv")
    return [f"{one['chain']}:{one['address']}" for one in known]


def _finished_runs(stage: Stage) -> set[str]:
    from cointracker_pipeline.defs.launch import open_instance

    with open_instance(stage.settings) as instance:
        return {run.run_id for run in instance.get_runs()}


def _wait_until_idle(stage: Stage) -> None:
    from cointracker_pipeline.defs.state import open_state

    end = time.monotonic() + WAIT_SECONDS
    with open_state(stage.settings) as dagster:
        while dagster.has_unfinished_runs() or not dagster.portfolio_is_newest():
            assert time.monotonic() < end, "Dagster did not come to rest"
            time.sleep(0.5)


def _wait_for_backfill(stage: Stage, before: set[str]) -> list[tuple[str, str]]:
    """Return the runs of the backfill once it is over."""
    from dagster import DagsterRunStatus

    from cointracker_pipeline.defs.launch import open_instance

    end = time.monotonic() + WAIT_SECONDS
    with open_instance(stage.settings) as instance:
        while time.monotonic() < end:
            backfills = instance.get_backfills()
            if backfills and backfills[0].status.value.startswith("COMPLETED"):
                break
            time.sleep(1)
        runs = [run for run in instance.get_runs() if run.run_id not in before and "dagster/backfill" in run.tags]
        assert backfills[0].status.value == "COMPLETED_SUCCESS"
        assert all(run.status is DagsterRunStatus.SUCCESS for run in runs)
        return [(run.run_id, run.status.value) for run in runs]


def _take_pictures(stage: Stage, page: Page, wallets: list[str]) -> None:
    """Take the pictures of the docs, where a folder for them is named."""
    if not PICTURES:
        return
    folder = Path(PICTURES)
    _wait_until_idle(stage)
    page.set_viewport_size({"width": 1500, "height": 760})
    page.goto(f"{stage.url}/assets/transactions?view=lineage&lineageScope=downstream&lineageDepth=5")
    page.wait_for_timeout(10_000)
    page.screenshot(path=folder / "asset-graph.png")
    page.set_viewport_size({"width": 1700, "height": 1000})
    page.goto(f"{stage.url}/assets/transactions?view=partitions&partition={wallets[3]}")
    page.wait_for_timeout(4_000)
    page.screenshot(path=folder / "materialization.png")
    page.set_viewport_size({"width": 1400, "height": 760})
    page.goto(f"{stage.url}/assets/daily_balances?view=partitions&partition={wallets[3]}")
    page.get_by_text("[Show Markdown]").click()
    page.wait_for_timeout(2_000)
    page.screenshot(path=folder / "balance-over-time.png")
    page.goto(f"{stage.url}/assets/wallet_balances?view=partitions&partition={wallets[0]}")
    page.wait_for_timeout(4_000)
    page.screenshot(path=folder / "partitions.png")
