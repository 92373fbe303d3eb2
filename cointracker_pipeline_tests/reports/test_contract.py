"""What every report that is found keeps; a new report is visited without an edit here."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings

from cointracker_pipeline.reports import (
    derive_report,
    describe_exports,
    find_report_breaches,
    load_reports,
    read_report,
)
from cointracker_pipeline.settings import CHECKOUT
from cointracker_pipeline.storage.warehouse import Warehouse, export_table
from cointracker_pipeline.storage.warehouse.frames import read_frame
from cointracker_pipeline_tests.reports.generated import Moved, Story, read_all, stories, told, write_story

REPORTS = load_reports()
PAGE = CHECKOUT / "docs" / "reports.md"
EXAMPLE = Story(
    [
        Moved(0, "bitcoin", 0, 10**8),
        Moved(1, "bitcoin", 0, -(10**8)),
        Moved(1, "bitcoin", 1, 9 * 10**7),
        Moved(2, "bitcoin", 1, 5 * 10**7),
        Moved(3, "bitcoin", 1, -(10**7)),
        Moved(4, "bitcoin", 1, 10**6),
        Moved(3, "dogecoin", 2, -(10**7)),
    ],
    ["Ann", "Ann", "", "", ""],
    [("bitcoin", day, 70_000_000 + day) for day in range(5)],
)
every_report = pytest.mark.parametrize("name", REPORTS)


@every_report
def test_a_report_says_what_it_is(name: str) -> None:
    """It has a description, one of every column, the column of chains, and checks that say what must hold."""
    report = REPORTS[name]
    assert re.fullmatch(r"[a-z_]+", report.name)
    assert report.description.endswith(".")
    assert all(column.description for column in report.columns)
    assert "chain" in {column.name for column in report.columns}
    assert report.checks
    assert all(check.description.endswith(".") for check in report.checks)
    assert report.depends_on


@every_report
def test_a_report_is_explained(name: str) -> None:
    """docs/reports.md has a line that begins with its name."""
    begin = f"| `{name}` |"
    assert any(line.startswith(begin) for line in PAGE.read_text("utf-8").splitlines()), f"{begin} is not in {PAGE}"


def test_no_two_checks_have_the_same_name() -> None:
    """Nor any two reports: Dagster shows checks and assets by their names."""
    names = [check.name for report in REPORTS.values() for check in report.checks]
    assert len(names) == len(set(names))


def test_reports_come_after_what_they_depend_on() -> None:
    """So that one pass in this order derives all of them."""
    names = list(REPORTS)
    for name, report in REPORTS.items():
        assert all(names.index(source) < names.index(name) for source in report.depends_on if source in REPORTS)


def test_an_empty_warehouse_gives_empty_reports() -> None:
    """Without a wallet, and no check finds anything wrong; a picture of nothing is empty."""
    with told(Story([], [], [])) as connection:
        assert all(rows == [] for rows in read_all(connection).values())
        for report in REPORTS.values():
            assert not any(find_report_breaches(connection, check) for check in report.checks)
            assert report.draw is None or report.draw(connection) == ""


@settings(max_examples=25, deadline=None)
@given(story=stories)
def test_reports_hold_for_whatever_happened(story: Story) -> None:
    """Every check that means an error finds nothing, and deriving again gives the same rows."""
    with told(story) as connection:
        for report in REPORTS.values():
            errors = [check for check in report.checks if check.severity == "error"]
            assert {check.name: find_report_breaches(connection, check) for check in errors} == {
                check.name: [] for check in errors
            }
        before = read_all(connection)
        write_story(connection, story)
        for report in REPORTS.values():
            derive_report(connection, report)
        assert read_all(connection) == before


@every_report
def test_a_report_is_a_described_table(name: str) -> None:
    """Anybody who opens the warehouse finds what each column holds; the declared types are those of the table."""
    report = REPORTS[name]
    with told(EXAMPLE) as connection:
        found = connection.execute(
            "select column_name, lower(data_type), comment from duckdb_columns() where table_name = ? "
            "order by column_index",
            [name],
        ).fetchall()
    expected = [(one.name, one.type.replace(", ", ","), one.description) for one in report.columns]
    assert found == expected


@pytest.mark.parametrize("form", ["csv", "parquet"])
@every_report
def test_an_export_is_the_same_for_the_same_data(warehouse: Warehouse, tmp_path: Path, name: str, form: str) -> None:
    """Byte by byte, amounts in base units and in coins."""
    files = []
    with warehouse.transaction() as connection:
        for number in range(2):
            write_story(connection, EXAMPLE)
            for report in REPORTS.values():
                derive_report(connection, report)
            path = tmp_path / f"{number}.{form}"
            assert export_table(connection, name, form, path, describe_exports(REPORTS)) > 0
            files.append(path.read_bytes())
    assert files[0] == files[1]
    if form == "csv":
        header = files[0].decode().splitlines()[0].split(",")
        coins = [f"{one.name}_coins" for one in REPORTS[name].columns if one.is_amount]
        assert header == [*(one.name for one in REPORTS[name].columns), *coins, "symbol"]


@every_report
def test_a_report_is_read_as_people_read_it(warehouse: Warehouse, name: str) -> None:
    """Amounts in coins as exact text, never in scientific notation; some rows, or the first ones."""
    with warehouse.transaction() as connection:
        write_story(connection, EXAMPLE)
        for report in REPORTS.values():
            derive_report(connection, report)
        rows = read_report(connection, REPORTS[name])
        of_one = read_report(connection, REPORTS[name], {"chain": "dogecoin"})
        assert read_report(connection, REPORTS[name], limit=1) == rows[:1]
    assert of_one == [row for row in rows if row["chain"] == "dogecoin"]
    for row in rows:
        for column in REPORTS[name].columns:
            if column.type.startswith("decimal") and row[column.name] is not None:
                assert re.fullmatch(r"-?\d+(\.\d+)?", str(row[column.name])), row


@every_report
def test_a_frame_of_a_report_is_exact(name: str) -> None:
    """In a notebook amounts and worths are decimals, no floats."""
    with told(EXAMPLE) as connection:
        frame = read_frame(connection, name, describe_exports(REPORTS))
    assert len(frame) > 0
    assert not [kind for kind in frame.dtypes if "double" in str(kind) or "float" in str(kind)]


def test_pictures_are_drawn_where_there_are_rows() -> None:
    """Flows by month and gains by year are SVG."""
    with told(EXAMPLE) as connection:
        drawn = {name for name, report in REPORTS.items() if report.draw and report.draw(connection).startswith("<svg")}
    assert drawn == {name for name, report in REPORTS.items() if report.draw} == {"flows_by_month", "gains_by_year"}
