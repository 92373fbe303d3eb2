"""Recorded histories of real addresses go through the real path: spreadsheet, sensors, runs, proven balances."""

import csv
import io
import json
from typing import Any

import pytest
from dagster import DagsterRunStatus

from cointracker_pipeline.chains import load_chains
from cointracker_pipeline.settings import CHECKOUT
from cointracker_pipeline_tests.defs.stage import CHECKS, REAL_RUNS, Stage

RECORDED = CHECKOUT.parent / "shared" / "recorded" / "histories.jsonl"

pytestmark = [
    *REAL_RUNS,
    pytest.mark.skipif(not RECORDED.exists(), reason="the recorded histories lie beside the checkout only"),
]


def read_histories() -> dict[str, dict[str, Any]]:
    """Return the histories of supported chains by wallet id; accounts have calls, and tests of their own."""
    lines = [json.loads(line) for line in RECORDED.read_text().splitlines()]
    chains = {name: chain for name, chain in load_chains().items() if name != "ethereum"}
    known = [(chains[one["chain"]], one) for one in lines if one["chain"] in chains]
    return {f"{chain.name}:{chain.parse_address(one['address'])}": one for chain, one in known}


def write_sheet(histories: dict[str, dict[str, Any]]) -> str:
    """Return a spreadsheet of wallets."""
    text = io.StringIO()
    csv.writer(text).writerows([("chain", "address"), *((one["chain"], one["address"]) for one in histories.values())])
    return text.getvalue()


def read_rows(stage: Stage) -> dict[str, list[tuple[str, int, str, int]]]:
    """Return every stored row by wallet."""
    rows: dict[str, list[tuple[str, int, str, int]]] = {}
    with stage.opened() as pipeline, pipeline.warehouse.transaction() as connection:
        found = connection.execute(
            "select wallet_id, tx_hash, block_height, block_time::varchar, balance_change::hugeint from transactions"
        ).fetchall()
    for wallet_id, *row in found:
        rows.setdefault(wallet_id, []).append((row[0], row[1], row[2], row[3]))
    return rows


def test_every_recorded_history_is_stored_and_proven(start_stage: Any) -> None:
    """One dropped spreadsheet becomes one import and one refresh; every row and balance is the recorded one."""
    stage: Stage = start_stage(world=RECORDED)
    histories = read_histories()
    assert len(histories) > 20
    stage.drop("wallets.csv", write_sheet(histories))
    (imported,) = stage.take_inbox()
    assert imported.success
    (refreshed,) = stage.tick("requests")
    assert refreshed.success
    assert stage.tick("requests") == []
    assert stage.derive_portfolio().success

    rows = read_rows(stage)
    balances = {one.wallet_id: one for one in stage.balances()}
    for wallet_id, recorded in histories.items():
        expected = [
            (one["hash"], one["block_id"], one["time"], one["balance_change"]) for one in recorded["transactions"]
        ]
        assert sorted(rows[wallet_id]) == sorted(expected)
        assert balances[wallet_id].balance == recorded["expected_by_provider"]["balance"]
        assert balances[wallet_id].transaction_count == recorded["expected_by_provider"]["transaction_count"]
        assert balances[wallet_id].proven
    assert set(rows) == set(balances) == set(histories)
    assert stage.shown("MATERIALIZED") == set(histories)
    assert stage.check_results(refreshed.run_id) == {name: [True] for name in CHECKS}
    assert {run.status for run in stage.instance.get_runs()} == {DagsterRunStatus.SUCCESS}
    assert len(stage.instance.get_runs()) == 3
