"""Ethereum in the terminal: the chain's own balance, what is unexplained, and what is exact."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cointracker_pipeline.addresses.ethereum_rules import write_checksum
from cointracker_pipeline.sandbox.running import RunningSandbox, running_sandbox
from cointracker_pipeline_tests.cli.command import Command

pytestmark = pytest.mark.dagster

STAKER, ALICE = f"0x{'d' * 40}", f"0x{'a' * 40}"
ETHER = 10**18


@pytest.fixture(scope="module")
def sandbox() -> Iterator[RunningSandbox]:
    """A sandbox with an account whose stake was paid back, and one that paid another."""
    with running_sandbox(wallets=0) as running:
        happenings: list[dict[str, Any]] = [
            {"to": STAKER, "value": 5},
            {"to": STAKER, "withdrawal": 32 * ETHER},
            {"to": ALICE, "value": str(100 * ETHER)},
            {"from": ALICE, "to": f"0x{'b' * 40}", "value": 7, "fee": 9},
        ]
        for one in happenings:
            running.control.mine("ethereum", transactions=[one])
        running.control.mine("ethereum", blocks=100)
        yield running


def test_what_is_inexact_and_unexplained_is_shown(sandbox: RunningSandbox, tmp_path: Path) -> None:
    """Beside the chain's own balance, never as one that is proven; later syncs make amounts exact."""
    settings = {"BLOCKCHAIR_BASE_URL": sandbox.base_url, "BLOCKCHAIR_API_KEY": "any", "COINTRACKER_EXACT_WEI": "never"}
    command = Command(tmp_path / "home", settings)
    for address in (write_checksum(STAKER), ALICE):
        assert command("wallets", "add", "eth", address).status == 0
    assert command("sync").status == 0
    alice, staker = command("balances", "--json").rows()
    assert (alice["proven"], alice["unexplained"]) == ("inexact", "not exact yet")
    assert (staker["proven"], staker["unexplained"]) == ("unexplained", "32.000000000000000000")
    assert staker["on_chain"] == "32.000000000000000005"
    rows = command("transactions", f"ethereum:{ALICE}", "--json").rows()
    assert [(row["part"], row["exact"]) for row in rows] == [("0", "yes"), ("fee", "NO"), ("0", "NO")]
    assert command("sync", COINTRACKER_EXACT_WEI="lazy").status == 0
    shown = command("balances")
    assert "1 partly unexplained" in shown.out
    assert "32.000000000000000000 of it without rows" in shown.out
    alice, staker = command("balances", "--json").rows()
    assert (alice["proven"], alice["balance"], alice["unexplained"]) == ("yes", "99.999999999999999984", "")
    assert command("verify").status == 0
    assert command("doctor").status == 0
