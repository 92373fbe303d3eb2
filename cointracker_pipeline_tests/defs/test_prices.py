"""Prices are an asset that follows each sync in the run of the portfolio."""

from collections.abc import Callable

import dagster as dg

from cointracker_pipeline_tests.defs.stage import PRICE_CHECKS, REAL_RUNS, Stage

pytestmark = REAL_RUNS


def metadata_of(result: dg.ExecuteInProcessResult) -> dict[str, object]:
    """Return what the materialization of the prices shows."""
    (one,) = (event for event in result.get_asset_materialization_events() if event.asset_key == dg.AssetKey("prices"))
    return {name: value.value for name, value in one.materialization.metadata.items()}


def test_prices_follow_in_the_portfolios_run(stage: Stage) -> None:
    """Twelve points a coin, once; what is known stands in the metadata with a picture, and both checks pass."""
    stage.refresh(*stage.add_all())
    result = stage.derive_portfolio()
    assert result.success
    shown = metadata_of(result)
    assert (shown["requests"], shown["points_spent"]) == (3, "36")
    known = shown["known"]
    assert isinstance(known, dg.TableMetadataValue)
    assert [one.data["chain"] for one in known.records] == ["bitcoin", "dogecoin", "litecoin"]
    assert known.records[0].data["price"] == "87500.00"
    assert "data:image/svg+xml" in str(shown["price_of_bitcoin"])
    assert stage.check_results(result.run_id) == {name: [True] for name in PRICE_CHECKS}
    assert metadata_of(stage.derive_portfolio())["points_spent"] == "0"


def test_a_sync_stores_what_its_answers_told(stage: Stage) -> None:
    """Without a request; a file that is wrong is a warning in its log, and fails nothing."""
    wallets = stage.add_all()
    (stage.settings.price_files / "zcash.csv").write_text("date,price\n2024-01-01,-1\n")
    result = stage.refresh(*wallets)
    assert result.success
    assert "zcash.csv, line 2" in stage.log_of(result)
    with stage.opened() as pipeline, pipeline.warehouse.transaction() as connection:
        assert connection.execute("select distinct source from prices").fetchall() == [("market",)]
    derived = stage.derive_portfolio()
    assert derived.success
    assert "zcash.csv, line 2" in str(metadata_of(derived)["problems"])


def test_what_breaks_a_law_is_a_warning(start_stage: Callable[..., Stage]) -> None:
    """A price that jumps and a day that misses one are shown; the run does not fail."""
    stage = start_stage(wallets=1, transactions=(2, 8), chains=("zcash",))
    (stage.settings.price_files / "zcash.csv").write_text("date,price\n2009-01-01,1\n2009-01-02,100\n")
    stage.refresh(*stage.add_all())
    result = stage.derive_portfolio()
    assert result.success
    assert stage.check_results(result.run_id) == {name: [False] for name in PRICE_CHECKS}
