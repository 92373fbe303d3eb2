"""Ethereum accounts that really existed are stored call by call, to the wei."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cointracker_pipeline.sandbox.running import running_sandbox
from cointracker_pipeline_tests.sync.ether import (
    balance_of,
    count_inexact,
    spent_on,
    stored_rows,
    true_rows,
    wallet_of,
)
from cointracker_pipeline_tests.sync.world import Stand, standing

RECORDED = Path(__file__).parents[3] / "shared" / "recorded"

pytestmark = pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded histories lie beside the checkout only")


def read_accounts() -> list[dict[str, Any]]:
    """Return what was recorded of each account: its address, its figures, and its calls."""
    lines = (RECORDED / "histories.jsonl").read_text("utf-8").splitlines()
    chosen = [line for line in map(json.loads, lines) if line["chain"] == "ethereum"]
    return [
        {**json.loads((RECORDED / one["source"]).read_text())["data"][one["address"]], "name": one["address"]}
        for one in chosen
    ]


@pytest.fixture(scope="module")
def stand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    """A home in which every recorded account was synced once, all of it exact."""
    with (
        running_sandbox(RECORDED / "histories.jsonl") as sandbox,
        standing(sandbox, tmp_path_factory.mktemp("home"), exact_wei="always") as stand,
    ):
        stand.track(*(wallet_of(one["name"]) for one in read_accounts()))
        due, report = stand.sync_due()
        assert (len(due), report.failures) == (2, [])
        yield stand


def test_every_recorded_call_is_stored(stand: Stand) -> None:
    """Hash, index and height of each, its value where that was recorded exactly, and no other call."""
    for account in read_accounts():
        stored = {row[:3]: row[4] for row in stored_rows(stand, wallet_of(account["name"])) if row[1] != "fee"}
        recorded = {(one["transaction_hash"], one["index"], one["block_id"]): one for one in account["calls"]}
        assert stored.keys() == recorded.keys()
        assert len(stored) == account["address"]["call_count"]
        for key, call in recorded.items():
            if isinstance(call["value"], int):
                moved = call["value"] if call["transferred"] else 0
                assert abs(stored[key]) == moved
            else:
                assert abs(stored[key]) == pytest.approx(call["value"])


def test_every_row_is_what_the_sandbox_knows(stand: Stand) -> None:
    """To the wei, fees included."""
    for account in read_accounts():
        wallet = wallet_of(account["name"])
        assert stored_rows(stand, wallet) == true_rows(stand, wallet)
    assert count_inexact(stand) == 0


def test_every_balance_is_what_the_service_said(stand: Stand) -> None:
    """The recorded balance, to the wei; what rows do not explain of it stands beside them."""
    for account in read_accounts():
        balance = balance_of(stand, wallet_of(account["name"]))
        assert balance.chain_balance == int(account["address"]["balance"])
        truth = stand.truth(wallet_of(account["name"]))["totals"]
        assert balance.whole == balance.chain_balance
        assert balance.unexplained == truth["withdrawn"]
        assert balance.proof == ("unexplained" if truth["withdrawn"] else "yes")


def test_a_second_night_costs_a_point_an_account(stand: Stand) -> None:
    """What is known is neither asked for nor changed again."""
    with stand.pipeline.warehouse.transaction() as connection:
        before = connection.execute("select * from transactions order by all").fetchall()
    stand.sandbox.control.mine(blocks=300)
    stand.sync_due()
    stand.sandbox.control.requests(clear=True)
    _, report = stand.sync_due()
    assert not any(one.changed for one in report.outcomes)
    assert spent_on(stand) == 2
    with stand.pipeline.warehouse.transaction() as connection:
        assert connection.execute("select * from transactions order by all").fetchall() == before
    assert stand.breaches() == {}
