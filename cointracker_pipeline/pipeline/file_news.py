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
    """Raise an alert for a spreadsheet that is taken or rejected: one each for a content, however often that is seen.

    What is rejected may be taken later, when a setting names its columns: that is another event.
    """
    name = show_name(path)
    if taken.error is not None:
        key, title, text = "rejected", f"{name} is rejected", taken.error
    else:
        key, (title, text) = "spreadsheet", _tell_rows(name, taken.decisions)
    report = taken.report_path.with_name(show_name(taken.report_path))
    pipeline.raise_alert(Alert("spreadsheet", name, title, f"{text}\nReport: {report}"), f"{key}:{taken.sha256}")


def _tell_rows(name: str, decisions: Sequence[Decision]) -> tuple[str, str]:
    outcomes = Counter(str(one.outcome) for one in decisions)
    refused = [one for one in decisions if not one.accepted]
    counts = ", ".join(f"{count:,} {outcome}" for outcome, count in outcomes.items()) or "no rows"
    lines = [f"Line {one.line} is refused: {one.reason}" for one in refused[:MOST_NAMED]]
    if len(refused) > MOST_NAMED:
        lines.append(f"And {len(refused) - MOST_NAMED:,} more.")
    return _title(name, len(decisions) - len(refused), len(refused)), "\n".join([f"Rows: {counts}.", *lines])


def _title(name: str, accepted: int, refused: int) -> str:
    return f"{name} is taken: {accepted:,} rows accepted, {refused:,} refused"
