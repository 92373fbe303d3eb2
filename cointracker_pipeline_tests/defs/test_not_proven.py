"""A wallet whose balance is not the chain's is shown as failed, the check says by how much, and people are told."""

import dagster as dg
import pytest

from cointracker_pipeline_tests.defs.stage import REAL_RUNS, Stage
from cointracker_pipeline_tests.sandbox.lies import pay_and_lie, tell_the_truth

pytestmark = REAL_RUNS
COUNTS = ("rows_found_missing", "rows_found_surplus", "rows_found_changed")


def breaches_of(stage: Stage, run_id: str) -> list[str]:
    """Return what the check of the balances said in a run."""
    logs = stage.instance.all_logs(run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION)
    found = [entry.dagster_event.asset_check_evaluation_data for entry in logs if entry.dagster_event]
    (table,) = [one.metadata["breaches"] for one in found if one.check_name == "balance_matches_chain"]
    assert isinstance(table, dg.TableMetadataValue)
    return [str(record.data["breach"]) for record in table.records]


def test_a_difference_is_shown_checked_and_told_once(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    """In coins, everywhere; the nights after are silent, and once the service is right all is green."""
    wallets = stage.add_all()
    assert stage.refresh().success
    bad = next(one for one in wallets if one.startswith("bitcoin:"))
    pay_and_lie(stage.sandbox, bad, 1_000, error=3)
    for night in ("first", "second"):
        result = stage.refresh()
        assert "the difference is -0.00000003 BTC" in stage.failure_of(result), night
        assert stage.shown("FAILED") == {bad}
        (breach,) = breaches_of(stage, result.run_id)
        assert breach.endswith("the difference is -0.00000003 BTC")
        stage.evaluate("alerts")
        told = [record.message for record in caplog.records if "[not-proven]" in record.message]
        assert len(told) == 1, night
        assert f"[not-proven] {bad} " in told[0]
        assert "the difference is -0.00000003 BTC" in told[0]
    tell_the_truth(stage.sandbox, bad)
    assert stage.start("resync", {"wallet_sync": {"config": {"wallets": [bad], "full": True}}}).success
    assert stage.shown("MATERIALIZED") == set(wallets)


def test_what_reading_again_found_is_shown_with_the_wallet(stage: Stage) -> None:
    """Three counts, only where a history was read again."""
    (wallet,) = stage.add(stage.known_wallets()[0])
    assert counts_of(stage.refresh(wallet)) == []
    with stage.opened() as pipeline, pipeline.warehouse.transaction() as connection:
        connection.execute("update transactions set block_time = block_time - interval 1 hour")
    (balance,) = stage.balances()
    assert counts_of(stage.refresh(wallet, full=True)) == [0, 0, balance.transaction_count]


def counts_of(result: dg.ExecuteInProcessResult) -> list[object]:
    """Return the counts of missing, surplus and changed rows that the materialization of the transactions shows."""
    (event,) = [
        one for one in result.get_asset_materialization_events() if one.asset_key == dg.AssetKey("transactions")
    ]
    metadata = event.materialization.metadata
    return [metadata[name].value for name in COUNTS if name in metadata]
