"""A report's table: derived, checked, read and described for export."""

from collections.abc import Mapping
from decimal import Decimal

from cointracker_pipeline.domain.amount import render_amount
from cointracker_pipeline.domain.report import Check, Column
from cointracker_pipeline.reports._report import Report
from cointracker_pipeline.storage.warehouse import Connection, write_report


def derive_report(connection: Connection, report: Report) -> int:
    """Write a report's table anew and return the number of its rows.

    ``chains`` and ``wallets`` must be written, and the reports it depends on derived.
    """
    rows = report.rows if isinstance(report.rows, str) else report.rows(connection)
    return write_report(connection, report.name, report.description, report.columns, rows, report.order)


def find_report_breaches(connection: Connection, check: Check) -> list[str]:
    """Return what breaks a check, one sentence a breach; the report must be derived."""
    return [text for (text,) in connection.execute(check.breaches).fetchall()]


def read_report(
    connection: Connection, report: Report, only: Mapping[str, str] | None = None, limit: int | None = None
) -> list[dict[str, object]]:
    """Return a derived report's rows in its order as people read them: amounts as exact text in coins.

    ``only`` names columns and the text each must have; ``limit`` keeps the first rows.
    """
    only = only or {}
    names = [one.name for one in report.columns]
    where = " and ".join(f"r.{name}::varchar = ?" for name in only) or "true"
    found = connection.execute(
        f"""
        select {", ".join(f"r.{name}" for name in names)}, c.symbol, c.decimals
        from {report.name} r join chains c using (chain) where {where}
        order by {", ".join(f"r.{name.strip()}" for name in report.order.split(","))} limit ?
        """,
        [*only.values(), limit],
    ).fetchall()
    return [_to_texts(report, row) for row in found]


def describe_exports(reports: Mapping[str, Report]) -> dict[str, tuple[str, str]]:
    """Return what an export of each report reads: the view with amounts in coins as well, and its order."""
    return {name: (f"{name}_display", one.order) for name, one in reports.items()}


def _to_texts(report: Report, row: tuple[object, ...]) -> dict[str, object]:
    *values, symbol, decimals = row
    columns = zip(report.columns, values, strict=True)
    return {**{one.name: _render(one, value, int(str(decimals))) for one, value in columns}, "symbol": symbol}


def _render(column: Column, value: object, decimals: int) -> object:
    if isinstance(value, Decimal):
        return render_amount(int(value), decimals) if column.is_amount else f"{value:f}"
    return value
