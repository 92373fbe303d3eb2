"""What became of an uploaded spreadsheet, from the report that lies beside it once it is taken."""

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cointracker_pipeline.inbox.report import report_path
from cointracker_pipeline.settings import Settings

PAGE_ROWS = 100


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One row of a spreadsheet and what it came to; ``wallet_id`` is empty where it names no wallet."""

    line: int
    outcome: str
    chain: str
    address: str
    wallet_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a file: ``waiting``, ``taken``, ``rejected``, ``already taken``, or ``gone`` with its report.

    ``reason`` is why, where it is not simply taken; ``counts`` are rows by outcome.
    """

    word: str
    reason: str = ""
    counts: tuple[tuple[str, int], ...] = ()

    @property
    def rows(self) -> int:
        """How many rows were decided."""
        return sum(number for _, number in self.counts)


def find_report(settings: Settings, inbox_name: str) -> Path | None:
    """Return the report of a file that was put into the inbox under a random name, ``None`` while it waits there."""
    places = (report_path(folder / inbox_name) for folder in (settings.processed, settings.rejected))
    return next((place for place in places if place.exists()), None)


def read_fate(report: Path | None, *, waits: bool) -> Fate:
    """Return what a report tells; without one, ``waits`` says that the file still lies in the inbox."""
    if report is None or not report.exists():
        return Fate("waiting") if waits else Fate("gone")
    counts: Counter[str] = Counter()
    for line, outcome, *_, reason in _read(report):
        if not line:
            return Fate(outcome, reason)
        counts[outcome] += 1
    return Fate("taken", counts=tuple(counts.most_common()))


def read_rows(report: Path, outcome: str, after: int) -> tuple[list[ReportRow], int | None]:
    """Return the next rows after a line, of one outcome or of all, and where the page after that begins."""
    rows: list[ReportRow] = []
    for line, found, *rest in _read(report):
        if not line or int(line) <= after or (outcome and found != outcome):
            continue
        if len(rows) == PAGE_ROWS:
            return rows, rows[-1].line
        rows.append(ReportRow(int(line), found, *rest))
    return rows, None


def _read(report: Path) -> Iterator[list[str]]:
    with report.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file)
        next(rows, None)
        yield from rows
