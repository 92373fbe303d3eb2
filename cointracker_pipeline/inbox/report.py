"""Writes beside a taken file what became of each of its rows."""

import csv
import os
from collections.abc import Iterable, Sequence
from io import StringIO
from pathlib import Path

from cointracker_pipeline.domain.spreadsheet_cell import disarm_cell
from cointracker_pipeline.inbox.filing import draft_beside
from cointracker_pipeline.inbox.rows import Decision

HEADER = ("line", "outcome", "chain", "address", "wallet_id", "reason")
REPORT_SUFFIX = ".report.csv"


def report_path(filed: Path) -> Path:
    """Return where the report of a filed spreadsheet lies: ``wallets.report.csv`` for ``wallets.csv``."""
    return filed.with_name(filed.stem + REPORT_SUFFIX)


def write_row_report(path: Path, decisions: Iterable[Decision]) -> None:
    """Write one line for each row, in the order of the rows; a half-written report is never seen."""
    _write_report(path, (_render_decision(decision) for decision in decisions))


def write_file_report(path: Path, outcome: str, reason: str) -> None:
    """Write what became of a file as a whole, in one line without a line number."""
    _write_report(path, [("", outcome, "", "", "", reason)])


def _render_decision(decision: Decision) -> Sequence[str]:
    return (
        str(decision.line),
        decision.outcome,
        decision.chain,
        decision.address_as_given,
        decision.wallet_id or "",
        decision.reason,
    )


def _write_report(path: Path, lines: Iterable[Sequence[str]]) -> None:
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEADER)
    writer.writerows(map(disarm_cell, line) for line in lines)
    # With a byte order mark: Excel takes UTF-8 without one for the local encoding.
    _replace_file(path, text.getvalue().encode("utf-8-sig"))


def _replace_file(path: Path, data: bytes) -> None:
    """Put a whole file in place, on disk before it is seen."""
    with draft_beside(path) as draft:
        with draft.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
