"""What people are told of a spreadsheet: what became of its rows, and where the report lies."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cointracker_pipeline.domain.alert import Alert
from cointracker_pipeline.inbox.file_name import show_name
from cointracker_pipeline.inbox.rows import Decision
from cointracker_pipeline.inbox.take import Taken

if TYPE_CHECKING:
    from cointracker_pipeline.pipeline.pipeline import Pipeline

MOST_NAMED = 5
"""This many refused rows are named; the report names all."""


def tell_spreadsheet(pipeline: "Pipeline", path: Path, taken: Taken) -> None:
    """Raise an alert for a spreadsheet that was taken or rejected: one a content, however often it is taken.

    Where the process that took it died before this, whoever takes it again tells what is recorded.
    """
    name = show_name(path)
    if taken.error is not None:
        title, text = f"{name} is rejected", taken.error
    elif taken.already_seen:
        title, text = _tell_recorded(pipeline, name, taken)
    else:
        title, text = _tell_rows(name, taken.decisions)
    report = _report_of(pipeline, taken)
    alert = Alert("spreadsheet", name, title, f"{text}\nReport: {report}")
    pipeline.raise_alert(alert, f"spreadsheet:{taken.sha256}")


def _tell_rows(name: str, decisions: Sequence[Decision]) -> tuple[str, str]:
    outcomes = Counter(str(one.outcome) for one in decisions)
    refused = [one for one in decisions if not one.accepted]
    counts = ", ".join(f"{count:,} {outcome}" for outcome, count in outcomes.items()) or "no rows"
    lines = [f"Line {one.line} is refused: {one.reason}" for one in refused[:MOST_NAMED]]
    if len(refused) > MOST_NAMED:
        lines.append(f"And {len(refused) - MOST_NAMED:,} more.")
    return _title(name, len(decisions) - len(refused), len(refused)), "\n".join([f"Rows: {counts}.", *lines])


def _tell_recorded(pipeline: "Pipeline", name: str, taken: Taken) -> tuple[str, str]:
    upload = pipeline.registry.find_upload(taken.sha256)
    accepted, refused = (upload.accepted, upload.refused) if upload else (0, 0)
    return _title(name, accepted, refused), f"Rows: {accepted:,} accepted, {refused:,} refused."


def _report_of(pipeline: "Pipeline", taken: Taken) -> str:
    """Return where the report with the rows lies: of a content that came again, beside the first."""
    upload = pipeline.registry.find_upload(taken.sha256) if taken.already_seen else None
    return upload.report_path if upload else str(taken.report_path)


def _title(name: str, accepted: int, refused: int) -> str:
    return f"{name} is taken: {accepted:,} rows accepted, {refused:,} refused"
