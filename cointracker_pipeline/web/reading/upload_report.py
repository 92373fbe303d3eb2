"""What became of an uploaded spreadsheet and its rows, from the report that lies beside it once it is taken."""

import csv
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from cointracker_pipeline.domain.spreadsheet_cell import recover_cell
from cointracker_pipeline.inbox.report import report_path
from cointracker_pipeline.settings import Settings

State = Literal["waiting", "taken", "rejected", "already taken", "gone"]
_STATES: dict[str, State] = {"rejected": "rejected", "already taken": "already taken"}


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
    """What became of a file, and some of its rows: ``gone`` is one that was taken and whose report is not there.

    ``reason`` is on the whole file, where there is one; ``outcomes`` counts all rows, and ``more`` tells whether rows
    follow those shown.
    """

    state: State = "taken"
    reason: str = ""
    outcomes: Counter[str] = field(default_factory=Counter)
    rows: list[ReportedRow] = field(default_factory=list)
    more: bool = False

    @property
    def next(self) -> int | None:
        """The line after which the rows that follow begin, ``None`` at the end."""
        return self.rows[-1].line if self.more else None


def find_report(settings: Settings, inbox_name: str) -> Path | None:
    """Return the report of a file that was put into the inbox under a random name, ``None`` while it waits there."""
    places = (report_path(folder / inbox_name) for folder in (settings.processed, settings.rejected))
    return next((place for place in places if place.exists()), None)


def read_report(place: Path | None, after_line: int, limit: int, outcome: str = "", *, waits: bool) -> UploadReport:
    """Return the next rows after a line, of one outcome or of all.

    Where there is no report, ``waits`` says that nothing is decided yet.
    """
    if place is None or not place.exists():
        return UploadReport("waiting" if waits else "gone")
    report = UploadReport()
    with place.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file)
        next(rows, None)
        for cells in rows:
            line, *told = map(recover_cell, cells)
            if line:
                report.outcomes[told[0]] += 1
                _show(report, ReportedRow(int(line), *told), after_line, limit, outcome)
            else:
                report.state, report.reason = _STATES[told[0]], told[-1]
    return report


def _show(report: UploadReport, row: ReportedRow, after_line: int, limit: int, outcome: str) -> None:
    if row.line <= after_line or (outcome and row.outcome != outcome):
        return
    report.more = len(report.rows) == limit
    if not report.more:
        report.rows.append(row)
