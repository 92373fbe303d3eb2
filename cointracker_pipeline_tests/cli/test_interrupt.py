"""Ctrl-C stops a sync at once, and what was stored stays."""

import signal
import time

import pytest

from cointracker_pipeline.sandbox.running import running_sandbox
from cointracker_pipeline_tests.cli.command import Command
from cointracker_pipeline_tests.cli.world import WALLETS, fill, write_spreadsheet

pytestmark = pytest.mark.dagster
STOPS_WITHIN_SECONDS = 10
"""Two on an idle machine; tests share it with others."""


def test_ctrl_c_stops_and_the_next_sync_goes_on(offline: Command) -> None:
    """A sync that is stopped ends with status 130 and one sentence; the next one fetches the rest."""
    with running_sandbox(wallets=0) as sandbox:
        fill(sandbox)
        sandbox.control.set_latency(3_000)
        command = Command(offline.home, {"BLOCKCHAIR_BASE_URL": sandbox.base_url})
        command("wallets", "import", str(write_spreadsheet(offline.home.parent)))
        child = command.begin("sync")
        while len(sandbox.control.requests()["requests"]) < 3:  # two are in flight at once
            assert child.poll() is None
            time.sleep(0.05)
        time.sleep(0.5)  # what the third one followed is stored within moments
        began = time.monotonic()
        child.send_signal(signal.SIGINT)
        _, err = child.communicate(timeout=60)
        assert child.returncode == 130
        assert time.monotonic() - began < STOPS_WITHIN_SECONDS
        assert err.splitlines()[-1] == "Stopped. What was stored stays stored; the next sync goes on from there."
        assert "Traceback" not in err
        assert 1 <= len(command("balances", "--json").rows()) < len(WALLETS)
        sandbox.control.set_latency(0)
        assert command("sync").status == 0
        assert len(command("balances", "--json").rows()) == len(WALLETS)
