"""Every report as an asset with its checks: one step derives all that a run asks for."""

from collections.abc import Iterator

import dagster as dg

from cointracker_pipeline.defs.failures import told_as_failure
from cointracker_pipeline.defs.resources import PipelineResource
from cointracker_pipeline.defs.shown import show_picture, show_table
from cointracker_pipeline.domain.report import Check
from cointracker_pipeline.reports import Report, find_report_breaches, load_reports, read_report
from cointracker_pipeline.storage.warehouse import Connection

MOST_SHOWN = 50
"""Rows and breaches shown in Dagster; the whole report is in the warehouse and its export."""

_SEVERITIES = {"error": dg.AssetCheckSeverity.ERROR, "warning": dg.AssetCheckSeverity.WARN}


@dg.definitions
def report_assets() -> dg.Definitions:
    """Return one asset for each report that is found."""
    reports = load_reports()

    @dg.multi_asset(
        name="derive_reports",
        specs=[_describe_asset(one) for one in reports.values()],
        check_specs=[_describe_check(one, check) for one in reports.values() for check in one.checks],
        can_subset=True,
    )
    def derive(context: dg.AssetExecutionContext, pipeline: PipelineResource) -> Iterator[dg.MaterializeResult]:  # type: ignore[type-arg]
        """Derive the chosen reports, each in a transaction of its own; those they depend on are not told of."""
        from cointracker_pipeline.pipeline.reports import deriving, describe_wallets
        from cointracker_pipeline.reports import with_sources

        chosen = {one.name for one in reports.values() if dg.AssetKey(one.name) in context.selected_asset_keys}
        with told_as_failure(), pipeline.opened() as opened:
            describe_wallets(opened)
            for one in with_sources(chosen, reports):
                with deriving(opened, one) as (connection, rows):
                    result = _to_result(connection, one, rows)
                if one.name in chosen:
                    yield result

    return dg.Definitions(assets=[derive])


def _describe_asset(report: Report) -> dg.AssetSpec:
    columns = [dg.TableColumn(one.name, one.type, one.description) for one in report.columns]
    return dg.AssetSpec(
        report.name,
        deps=list(report.depends_on),
        description=report.description,
        group_name="reports",
        owners=["team:cointracker"],
        kinds={"duckdb", "sql"} if isinstance(report.rows, str) else {"duckdb", "python"},
        metadata={"dagster/column_schema": dg.TableSchema(columns)},
    )


def _describe_check(report: Report, check: Check) -> dg.AssetCheckSpec:
    return dg.AssetCheckSpec(check.name, asset=report.name, description=check.description)


def _to_result(connection: Connection, report: Report, rows: int) -> dg.MaterializeResult:  # type: ignore[type-arg]
    svg = report.draw(connection) if report.draw else ""
    return dg.MaterializeResult(
        asset_key=report.name,
        metadata={
            "dagster/row_count": dg.MetadataValue.int(rows),
            "first_rows": _preview(read_report(connection, report, limit=MOST_SHOWN)),
            **({"picture": show_picture(svg, report.name)} if svg else {}),
        },
        check_results=[_evaluate(connection, report, check) for check in report.checks],
    )


def _evaluate(connection: Connection, report: Report, check: Check) -> dg.AssetCheckResult:
    breaches = find_report_breaches(connection, check)
    return dg.AssetCheckResult(
        check_name=check.name,
        asset_key=report.name,
        passed=not breaches,
        severity=_SEVERITIES[check.severity],
        metadata={"breaches": show_table(("breach",), ({"breach": text} for text in breaches[:MOST_SHOWN]))},
    )


def _preview(rows: list[dict[str, object]]) -> dg.MetadataValue:
    if not rows:
        return dg.MetadataValue.text("No rows yet.")
    return show_table(tuple(rows[0]), ({name: _to_cell(value) for name, value in row.items()} for row in rows))


def _to_cell(value: object) -> str | int:
    if isinstance(value, int):
        return value
    return "" if value is None else str(value)
