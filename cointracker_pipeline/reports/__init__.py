"""One file for each report and each downstream table; a report is found by its place here, no list names it."""

from graphlib import TopologicalSorter

from cointracker_pipeline.discovery import load_modules
from cointracker_pipeline.reports._report import Report
from cointracker_pipeline.reports._table import (
    derive_report,
    describe_exports,
    find_report_breaches,
    read_report,
)

__all__ = [
    "Report",
    "derive_report",
    "describe_exports",
    "find_report_breaches",
    "load_reports",
    "read_report",
    "with_sources",
]


def load_reports() -> dict[str, Report]:
    """Return every report by its name, each after those it depends on."""
    found = {one.name: one for module in load_modules(__name__) if (one := getattr(module, "REPORT", None))}
    graph = {name: [source for source in one.depends_on if source in found] for name, one in sorted(found.items())}
    return {name: found[name] for name in TopologicalSorter(graph).static_order()}


def with_sources(names: set[str], reports: dict[str, Report]) -> list[Report]:
    """Return the named reports and those they depend on, in the order in which to derive them."""
    wanted = set(names)
    for one in reversed(reports.values()):
        if one.name in wanted:
            wanted.update(source for source in one.depends_on if source in reports)
    return [one for one in reports.values() if one.name in wanted]
