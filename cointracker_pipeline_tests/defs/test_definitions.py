"""Everything the project defines is there when Dagster loads it."""

import dagster as dg
import pytest

from cointracker_pipeline.definitions import defs
from cointracker_pipeline.errors import SettingsError
from cointracker_pipeline.reports import load_reports
from cointracker_pipeline.settings import load_settings
from cointracker_pipeline_tests.defs.stage import ASSETS, CHECKS, PRICE_CHECKS, REAL_RUNS, TOKEN_ASSETS, load

pytestmark = REAL_RUNS
REPORTS = load_reports()


def test_no_asset_or_check_is_lost() -> None:
    """Eight assets, one for each report, and all checks are loaded."""
    graph = load().resolve_asset_graph()
    assert {key.to_user_string() for key in graph.get_all_asset_keys()} == {
        *ASSETS,
        *TOKEN_ASSETS,
        "portfolio",
        *REPORTS,
        "prices",
        "spreadsheets",
    }
    found = {key.name: key.asset_key.to_user_string() for key in graph.asset_check_keys}
    assert found == {
        **CHECKS,
        **PRICE_CHECKS,
        **{check.name: one.name for one in REPORTS.values() for check in one.checks},
    }


def test_nothing_that_starts_runs_is_lost() -> None:
    """Four sensors, one schedule and four jobs are loaded, the sensors running from the start."""
    repository = load().get_repository_def()
    assert {one.name for one in repository.sensor_defs} == {"inbox", "requests", "portfolio_follows", "alerts"}
    assert all(one.default_status is dg.DefaultSensorStatus.RUNNING for one in repository.sensor_defs)
    assert [one.name for one in repository.schedule_defs] == ["nightly"]
    jobs = {job.name for job in repository.get_all_jobs() if not job.name.startswith("__")}
    assert jobs == {"refresh", "resync", "delete_wallets", "import_spreadsheets"}


def test_every_asset_is_described() -> None:
    """Each asset says what it is, where it belongs, who owns it and what it is made with."""
    for spec in load().resolve_all_asset_specs():
        assert spec.description
        assert spec.group_name in {"wallets", "reports"}
        assert spec.owners
        assert spec.kinds
    for check in load().get_repository_def().asset_checks_defs_by_key.values():
        assert all(spec.description for spec in check.check_specs)


def test_wallets_are_partitions_refreshed_in_one_run() -> None:
    """The assets of a wallet share its partition, and a backfill of any size is one run."""
    graph = load().resolve_asset_graph()
    for name in (*ASSETS, *TOKEN_ASSETS):
        node = graph.get(dg.AssetKey(name))
        assert isinstance(node.partitions_def, dg.DynamicPartitionsDefinition)
        assert node.partitions_def.name == "wallets"
        assert node.backfill_policy == dg.BackfillPolicy.single_run()
    assert graph.get(dg.AssetKey("portfolio")).partitions_def is None


def test_the_schedule_refreshes_what_is_due_every_night() -> None:
    """At 02:00 UTC one run is asked for, over whatever is due."""
    schedule = load().resolve_schedule_def("nightly")
    assert (schedule.cron_schedule, schedule.execution_timezone) == ("0 2 * * *", "UTC")
    assert schedule.default_status is dg.DefaultScheduleStatus.RUNNING
    with dg.build_schedule_context() as context:
        tick = schedule.evaluate_tick(context)
    (request,) = tick.run_requests or []
    assert request.run_config == {"ops": {"wallet_sync": {"config": {"all_due": True, "sweep": True}}}}


def test_the_schedule_can_be_moved_and_turned_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two settings decide when the nightly refresh runs, and whether it does; a third how often sensors look."""
    monkeypatch.setenv("COINTRACKER_NIGHTLY_CRON", "30 4 * * 1")
    monkeypatch.setenv("COINTRACKER_NIGHTLY_ENABLED", "false")
    monkeypatch.setenv("COINTRACKER_SENSOR_SECONDS", "3")
    loaded = defs()
    schedule = loaded.resolve_schedule_def("nightly")
    assert schedule.cron_schedule == "30 4 * * 1"
    assert schedule.default_status is dg.DefaultScheduleStatus.STOPPED
    assert loaded.resolve_sensor_def("requests").minimum_interval_seconds == 3


@pytest.mark.parametrize("cron", ["at night", "0 2 * *", "", "0 2 * * * *"])
def test_a_schedule_that_cannot_be_is_named(monkeypatch: pytest.MonkeyPatch, cron: str) -> None:
    """The message names the variable and shows what one looks like."""
    monkeypatch.setenv("COINTRACKER_NIGHTLY_CRON", cron)
    with pytest.raises(SettingsError, match=r"COINTRACKER_NIGHTLY_CRON.*0 2 \* \* \*"):
        load_settings()
