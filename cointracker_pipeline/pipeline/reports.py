"""The use cases of reports: derived from one home, shown and exported."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from cointracker_pipeline.errors import InputError
from cointracker_pipeline.pipeline.pipeline import Pipeline
from cointracker_pipeline.reports import (
    Report,
    derive_report,
    describe_exports,
    load_reports,
    read_report,
    with_sources,
)
from cointracker_pipeline.reports.portfolio import write_chains
from cointracker_pipeline.storage.warehouse import EXPORTED, Connection, export_table, write_tracks, write_wallets

Row = dict[str, object]


def list_exports() -> dict[str, tuple[str, str]]:
    """Return what can be exported, reports included: by name the view and its order."""
    return {**EXPORTED, **describe_exports(load_reports())}


def describe_wallets(pipeline: Pipeline) -> None:
    """Write what people say of wallets, who tracks which, and the chains' facts, to where reports join them."""
    tracked, pairs = pipeline.registry.list_wallets(), pipeline.registry.list_pairs()
    with pipeline.warehouse.transaction() as connection:
        write_chains(connection, pipeline.chains.values())
        write_wallets(connection, tracked)
        write_tracks(connection, pairs)


@contextmanager
def deriving(pipeline: Pipeline, report: Report) -> Iterator[tuple[Connection, int]]:
    """Write one report anew, whole or not at all, and let the block look at it; give how many rows it has.

    Each report is a transaction of its own: whoever waits for the warehouse waits for one, not for all.
    """
    with pipeline.warehouse.transaction() as connection:
        yield connection, derive_report(connection, report)


def derive_reports(pipeline: Pipeline, names: Iterable[str] | None = None) -> dict[str, int]:
    """Write the named reports and those they depend on anew, or all; return how many rows each has."""
    reports = load_reports()
    rows = {}
    describe_wallets(pipeline)
    for report in with_sources(set(reports if names is None else names), reports):
        with deriving(pipeline, report) as (_, count):
            rows[report.name] = count
    return rows


def show_report(pipeline: Pipeline, name: str, only: Mapping[str, str], limit: int | None) -> list[Row]:
    """Derive a report and return its rows as people read them, in its order.

    Raises: InputError when there is no such report, or no such column in ``only``.
    """
    report = find_report(name)
    columns = [one.name for one in report.columns]
    for column in only:
        if column not in columns:
            raise InputError(f"{name} has no column {column!r}; it has: {', '.join(columns)}.")
    derive_reports(pipeline, [name])
    with pipeline.warehouse.transaction() as connection:
        return read_report(connection, report, only, limit)


def find_report(name: str) -> Report:
    """Return the report of this name. Raises: InputError with the names there are."""
    reports = load_reports()
    if name not in reports:
        raise InputError(f"{name!r} is no report; there are: {', '.join(sorted(reports))}.")
    return reports[name]


def export_report(pipeline: Pipeline, name: str, form: str, path: Path) -> int:
    """Write a derived report, or another table, to a file and return how many rows it has."""
    with pipeline.warehouse.transaction() as connection:
        return export_table(connection, name, form, path, list_exports())
