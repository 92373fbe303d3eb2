"""People materialize and backfill wallets in Dagster's UI."""

import csv
import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from cointracker_pipeline_tests.ui.backfills import (
    WAIT_SECONDS,
    finished_runs,
    launch_backfill,
    wait_for_backfill,
    wait_until_idle,
)
from cointracker_pipeline_tests.ui.conftest import Stage

pytestmark = [
    pytest.mark.browser,
    pytest.mark.dagster,
    pytest.mark.timeout(400),
    pytest.mark.filterwarnings("ignore::Warning:dagster"),
]

PICTURES = os.environ.get("COINTRACKER_PICTURES")
"""Where to put the pictures that docs/ shows; not set, none are taken. Read before the tests' own environment."""


def test_a_backfill_started_in_the_ui_is_one_run_and_ends_green(stage: Stage, page: Page) -> None:
    """A dropped spreadsheet becomes green partitions; a backfill over some of them is one run and ends green."""
    wallets = _drop_spreadsheet(stage)
    page.goto(f"{stage.url}/locations/cointracker_pipeline/asset-groups/wallets")
    expect(page.get_by_text("100% filled")).to_have_count(3, timeout=WAIT_SECONDS * 1000)
    wait_until_idle(stage.settings)
    before = finished_runs(stage.settings)
    launch_backfill(page, wallets[2:5])
    assert wait_for_backfill(stage.settings, before) == ["SUCCESS"]
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


def _take_pictures(stage: Stage, page: Page, wallets: list[str]) -> None:
    """Take the pictures of the docs, where a folder for them is named."""
    if not PICTURES:
        return
    folder = Path(PICTURES)
    wait_until_idle(stage.settings)
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
