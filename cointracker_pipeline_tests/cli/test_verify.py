"""``cointracker verify`` reads everything again, and says what it found."""

import signal
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from cointracker_pipeline.sandbox.limits import Plan
from cointracker_pipeline.sandbox.running import RunningSandbox, running_sandbox
from cointracker_pipeline.storage.warehouse import Warehouse
from cointracker_pipeline_tests.cli.command import Command
from cointracker_pipeline_tests.cli.world import BITCOIN, DOGECOIN, LITECOIN, WALLETS, fill, write_spreadsheet
from cointracker_pipeline_tests.sandbox.lies import pay_and_lie

pytestmark = pytest.mark.dagster


@pytest.fixture
def own_sandbox() -> Iterator[RunningSandbox]:
    """A sandbox that a test may make lie."""
    with running_sandbox(wallets=0) as running:
        fill(running)
        yield running


@pytest.fixture
def home(tmp_path: Path, own_sandbox: RunningSandbox) -> Command:
    """The command with a home of its own in which every wallet is synced."""
    settings = {
        "BLOCKCHAIR_BASE_URL": own_sandbox.base_url,
        "BLOCKCHAIR_API_KEY": "any",
        "BLOCKCHAIR_RETRY_SECONDS": "0",
    }
    command = Command(tmp_path / "home", settings)
    assert command("wallets", "import", str(write_spreadsheet(tmp_path))).status == 0
    assert command("sync").status == 0
    return command


def run(home: Command, sql: str) -> None:
    """Do something to the warehouse."""
    with Warehouse(home.home / "cointracker.duckdb").transaction() as connection:
        connection.execute(sql)


def counts(row: Mapping[str, object]) -> tuple[object, ...]:
    """Return what was found of a wallet."""
    return tuple(row[name] for name in ("proven", "missing", "surplus", "changed"))


def test_reading_again_finds_what_differs_and_puts_it_right(home: Command) -> None:
    """Normally nothing; a row that is missing is named once, and is there the next time."""
    ended = home("verify")
    assert ended.status == 0, ended.err
    assert ended.err.startswith("Reading the whole history of 3 wallets again. Planned: 3 requests for 6 points")
    assert ended.out.splitlines()[-1] == "3 of 3 wallets proven; nothing stored differed."
    run(
        home,
        "delete from transactions where tx_hash = (select min(tx_hash) from transactions where chain = 'litecoin')",
    )
    rows = {row["wallet_id"]: row for row in home("verify", "--json").rows()}
    assert {name: counts(row) for name, row in rows.items()} == {
        BITCOIN: ("yes", 0, 0, 0),
        DOGECOIN: ("yes", 0, 0, 0),
        LITECOIN: ("yes", 1, 0, 0),
    }
    (row,) = home("verify", LITECOIN, "--csv").table()
    assert counts(row) == ("yes", "0", "0", "0")


def test_a_wallet_that_cannot_be_proven_fails_the_command(home: Command, own_sandbox: RunningSandbox) -> None:
    """It is named with the difference in coins; the others are proven, and what is stored can still be read."""
    pay_and_lie(own_sandbox, BITCOIN, 1_000, error=7)
    ended = home("verify")
    assert ended.status == 1
    assert ended.out.splitlines()[-1] == "2 of 3 wallets proven, 1 NOT PROVEN; nothing stored differed."
    assert "the difference is -0.00000007 BTC" in ended.err
    balances = {row["wallet_id"]: row for row in home("balances", "--json").rows()}
    assert [balances[name]["proven"] for name in (BITCOIN, DOGECOIN, LITECOIN)] == ["NO", "yes", "yes"]
    assert len(home("transactions", BITCOIN, "--limit", "0", "--json").rows()) == WALLETS[BITCOIN]


def test_a_wallet_that_could_not_be_read_is_not_called_proven(home: Command, own_sandbox: RunningSandbox) -> None:
    """The service fails for one chain: that is its wallet's reason, and the others are verified."""
    own_sandbox.control.set_faults(kinds=["404"], path="/litecoin/*")
    ended = home("verify", "--json")
    assert ended.status == 1
    rows = {row["wallet_id"]: row for row in ended.rows()}
    assert [rows[name]["proven"] for name in (BITCOIN, DOGECOIN, LITECOIN)] == ["yes", "yes", "not read"]
    assert "404" in rows[LITECOIN]["reason"]


def test_points_that_are_spent_leave_wallets_unread(offline: Command) -> None:
    """The command says so and fails, although the run that waits for points does not."""
    with running_sandbox(wallets=0, plan=Plan(requests_per_minute=None)) as sandbox:
        fill(sandbox)
        command = Command(offline.home, {"BLOCKCHAIR_BASE_URL": sandbox.base_url, "BLOCKCHAIR_POINTS_PER_DAY": "3"})
        command("wallets", "import", str(write_spreadsheet(offline.home.parent)))
        ended = command("verify", "--json")
        assert ended.status == 1
        assert "not read" in {row["proven"] for row in ended.rows()}
        assert "points" in ended.err


def test_ctrl_c_stops_and_what_is_stored_stays(home: Command, own_sandbox: RunningSandbox) -> None:
    """With status 130 and one sentence; every balance is as proven as before."""
    own_sandbox.control.requests(clear=True)
    own_sandbox.control.set_latency(3_000)
    child = home.begin("verify")
    while not own_sandbox.control.requests()["requests"]:
        assert child.poll() is None
        time.sleep(0.05)
    child.send_signal(signal.SIGINT)
    _, err = child.communicate(timeout=60)
    assert child.returncode == 130
    assert err.splitlines()[-1].startswith("Stopped. What was stored stays stored")
    assert {row["proven"] for row in home("balances", "--json").rows()} == {"yes"}


def test_without_wallets_there_is_nothing_to_verify(offline: Command) -> None:
    """Which is no failure."""
    ended = offline("verify")
    assert (ended.status, ended.err) == (0, "")
    assert ended.out.startswith("No wallets yet.")


def test_an_incomplete_wallet_is_marked_wherever_balances_are_shown(home: Command) -> None:
    """Apart from one that is not proven: nothing helps it, and doctor says so."""
    run(
        home,
        f"update wallet_balances set proven = false, complete = wallet_id <> '{DOGECOIN}' "
        f"where wallet_id in ('{BITCOIN}', '{DOGECOIN}')",
    )
    ended = home("balances")
    totals = [line.rpartition(", ")[2] for line in ended.out.splitlines() if line.startswith("Total ")]
    assert totals == ["1 NOT PROVEN", "1 INCOMPLETE", "all proven"]
    proven = {row["wallet_id"]: row["proven"] for row in home("balances", "--json").rows()}
    assert proven == {BITCOIN: "NO", DOGECOIN: "incomplete", LITECOIN: "yes"}
    found = {row["what"]: row for row in home("doctor", "--json").rows()}
    assert found["wallets"]["text"] == "1 of 3 proven, 1 incomplete"
    assert DOGECOIN in found["incomplete"]["text"]
    assert found["not proven"]["advice"] == f"Read them again: cointracker verify {BITCOIN}"
