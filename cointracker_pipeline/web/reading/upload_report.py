"""What became of an uploaded spreadsheet's rows, from the report that lies beside it once it is taken."""

import csv
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from cointracker_pipeline.domain.spreadsheet_cell import recover_cell
from cointracker_pipeline.inbox.report import report_path
from cointracker_pipeline.settings import Settings


@dataclass(frozen=True, slots=True)
class ReportedRow:
    """One row of a spreadsheet and what it came to; ``wallet_id`` is empty where it names no wallet."""

    line: int
    outcome: str
    chain: str
    address: str
    wallet_id: str
    reason: str


@dataclass(slots=True)
class UploadReport:
    """Some rows of a report; ``verdict`` with its ``reason`` is on the whole file, where there is one.

    ``outcomes`` counts all rows, and ``more`` tells whether rows follow those shown.
    """

    verdict: str = ""
    reason: str = ""
    outcomes: Counter[str] = field(default_factory=Counter)
    rows: list[ReportedRow] = field(default_factory=list)
    more: bool = False


def read_report(settings: Settings, inbox_name: str, after_line: int, limit: int) -> UploadReport | None:
    """Return the next rows of the report of a file by its name in the inbox, ``None`` while there is none."""
    places = (report_path(folder / inbox_name) for folder in (settings.processed, settings.rejected))
    place = next((one for one in places if one.exists()), None)
    return _read(place, after_line, limit) if place else None


def _read(place: Path, after_line: int, limit: int) -> UploadReport:
    report = UploadReport()
    with place.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file)
        next(rows, None)
        for cells in rows:
            line, *told = map(recover_cell, cells)
            _take(report, line, told, after_line, limit)
    return report


def _take(report: UploadReport, line: str, told: list[str], after_line: int, limit: int) -> None:
    if not line:
        report.verdict, report.reason = told[0], told[-1]
        return
    report.outcomes[told[0]] += 1
    if int(line) > after_line and len(report.rows) < limit:
        report.rows.append(ReportedRow(int(line), *told))
    elif int(line) > after_line:
        report.more = True
