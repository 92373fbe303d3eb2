"""Reports as assets: derived in one step, checked, and shown."""

import dagster as dg

from cointracker_pipeline.reports import load_reports
from cointracker_pipeline_tests.defs.stage import REAL_RUNS, Stage, load

pytestmark = REAL_RUNS
REPORTS = load_reports()


def metadata_of(stage: Stage, name: str) -> dict[str, object]:
    """Return what a report's newest materialization shows."""
    event = stage.instance.get_latest_materialization_event(dg.AssetKey(name))
    assert event is not None
    assert event.asset_materialization is not None
    return {key: value.value for key, value in event.asset_materialization.metadata.items()}


def test_every_report_is_derived_checked_and_shown(stage: Stage) -> None:
    """One run materializes all of them with their rows; checks that mean an error pass, the others warn."""
    stage.add_all()
    stage.refresh()
    result = stage.derive_portfolio()
    assert result.success
    checked = {one.check_name: one for one in result.get_asset_check_evaluations()}
    for report in REPORTS.values():
        shown = metadata_of(stage, report.name)
        assert shown["dagster/row_count"] is not None
        assert shown["first_rows"]
        for check in report.checks:
            evaluation = checked[check.name]
            assert evaluation.passed or check.severity == "warning", evaluation
    assert not checked["prices_known"].passed
    assert checked["prices_known"].severity is dg.AssetCheckSeverity.WARN


def test_one_report_can_be_derived_alone(stage: Stage) -> None:
    """Those it depends on are derived for it, and not told of."""
    stage.refresh(*stage.add_all())
    job = load().resolve_implicit_global_asset_job_def()
    result = job.execute_in_process(
        instance=stage.instance, asset_selection=[dg.AssetKey("gains_by_year")], raise_on_error=False
    )
    assert result.success
    assert metadata_of(stage, "gains_by_year")["dagster/row_count"] is not None
    assert stage.instance.get_latest_materialization_event(dg.AssetKey("net_movements")) is None


def test_assets_tell_their_columns_and_what_they_come_from() -> None:
    """Before anything is derived: types, descriptions and lineage are in the definitions."""
    specs = {spec.key.to_user_string(): spec for spec in load().resolve_all_asset_specs()}
    for report in REPORTS.values():
        schema = specs[report.name].metadata["dagster/column_schema"]
        assert isinstance(schema, dg.TableSchema)
        assert [column.name for column in schema.columns] == [column.name for column in report.columns]
        assert all(column.description for column in schema.columns)
        assert {dep.asset_key.to_user_string() for dep in specs[report.name].deps} == set(report.depends_on)
