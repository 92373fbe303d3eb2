"""``cointracker sync --plan``: what a sync will cost, and nothing is spent."""

import pytest

from cointracker_pipeline.sandbox.running import running_sandbox
from cointracker_pipeline_tests.cli.command import Command
from cointracker_pipeline_tests.cli.world import WALLETS, fill, write_spreadsheet

pytestmark = pytest.mark.dagster


def test_a_plan_is_what_the_sync_then_costs(offline: Command) -> None:
    """In a table for people, and with minutes, days and what is left for programs."""
    with running_sandbox(wallets=0) as sandbox:
        fill(sandbox)
        limits = {"BLOCKCHAIR_BASE_URL": sandbox.base_url, "BLOCKCHAIR_POINTS_PER_DAY": "100"}
        command = Command(offline.home, limits)
        command("wallets", "import", str(write_spreadsheet(offline.home.parent)))
        told = command("sync", "--plan")
        *parts, total = command("sync", "--plan", "--json").rows()
        assert sandbox.control.requests()["requests"] == []
        assert sum(int(one["wallets"]) for one in parts) == len(WALLETS)
        assert total["part"] == "together"
        assert total["points_left_today"] == "100"
        assert f"Planned: {total['requests']} requests for {total['points']} points" in told.out
        assert command("sync").status == 0
        asked = sandbox.control.requests()
        assert (asked["count"], f"{asked['points']:g}") == (total["requests"], total["points"])


@pytest.mark.parametrize("options", [("--json",), ("x", "--all"), ("--full", "--sweep")])
def test_options_that_do_not_belong_together_are_wrong_usage(offline: Command, options: tuple[str, ...]) -> None:
    """Nothing is ignored silently."""
    assert offline("sync", *options).status == 2
