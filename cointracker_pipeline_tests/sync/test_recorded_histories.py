"""Histories that really happened are stored row by row, and their balances proven."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from cointracker_pipeline.chains import load_chains
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.sandbox.running import running_sandbox
from cointracker_pipeline_tests.sync.world import Stand, in_order, standing

RECORDED = Path(__file__).parents[3] / "shared" / "recorded" / "histories.jsonl"

pytestmark = pytest.mark.skipif(not RECORDED.is_file(), reason="the recorded histories lie beside the checkout only")


def read_histories() -> list[dict[str, Any]]:
    """Return the recorded histories of the chains that are supported; accounts, which have calls, have their own."""
    lines = RECORDED.read_text("utf-8").splitlines()
    chains = load_chains().keys() - {"ethereum"}
    return [history for line in lines if (history := json.loads(line))["chain"] in chains]


def wallet_of(stand: Stand, history: dict[str, Any]) -> Wallet:
    """Return a history's wallet: its address may be recorded in a form that is not the canonical one."""
    return stand.pipeline.parse_wallet(f"{history['chain']}:{history['address']}")


@pytest.fixture(scope="module")
def stand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    """A home in which every recorded wallet was synced once."""
    with running_sandbox(RECORDED) as sandbox, standing(sandbox, tmp_path_factory.mktemp("home")) as stand:
        wallets = [wallet_of(stand, one) for one in read_histories()]
        stand.track(*wallets)
        due, report = stand.sync_due()
        assert len(due) == len(report.outcomes) == len(set(wallets)) > 30
        assert report.failures == []
        yield stand


def test_every_recorded_row_is_stored(stand: Stand) -> None:
    """Hash, height, time and change of each, and no other row."""
    for history in read_histories():
        recorded = in_order(
            (row["hash"], row["block_id"], datetime.fromisoformat(row["time"]), row["balance_change"])
            for row in history["transactions"]
        )
        assert stand.stored_rows(wallet_of(stand, history)) == recorded, history["address"]


def test_every_balance_is_what_its_source_said(stand: Stand) -> None:
    """The sums and numbers that the sources of the histories gave themselves are ours."""
    with stand.pipeline.warehouse.transaction() as connection:
        rows = connection.execute(
            "select wallet_id, balance, transaction_count, proven from wallet_balances"
        ).fetchall()
    stored = {wallet_id: (int(balance), count, proven) for wallet_id, balance, count, proven in rows}
    for history in read_histories():
        expected = history["expected_by_provider"]
        count = len(history["transactions"]) if expected["transaction_count"] is None else expected["transaction_count"]
        assert stored[wallet_of(stand, history).wallet_id] == (expected["balance"], count, True)


def test_all_laws_hold(stand: Stand) -> None:
    """Every balance matches its chain, nothing is there twice, nothing is below zero."""
    assert stand.breaches() == {}


def test_a_second_night_costs_one_request_a_chain_and_changes_nothing(stand: Stand) -> None:
    """Wallets whose rows are final are not read again while their balances stay."""
    with stand.pipeline.warehouse.transaction() as connection:
        before = connection.execute("select * from transactions order by all").fetchall()
    stand.sandbox.control.mine(blocks=300)
    stand.sync_due(sweep=False)
    stand.sandbox.control.requests(clear=True)
    due, _ = stand.sync_due(sweep=False)
    assert due == []
    assert stand.sandbox.control.requests()["count"] == len({one["chain"] for one in read_histories()})
    with stand.pipeline.warehouse.transaction() as connection:
        assert connection.execute("select * from transactions order by all").fetchall() == before
