"""A spreadsheet of a person's, by its name in the inbox or by its number among those that were taken."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cointracker_pipeline.pipeline import Pipeline
from cointracker_pipeline.web.reading.upload_report import find_report


@dataclass(frozen=True, slots=True)
class Uploaded:
    """What the person calls it, and where its report lies; ``waits`` while the file is still in the inbox."""

    key: str
    name: str
    uploaded_at: datetime
    report: Path | None
    waits: bool


def find_uploaded(pipeline: Pipeline, person_id: int, key: str) -> Uploaded | None:
    """Return a person's spreadsheet, ``None`` if there is none or it is another's."""
    if key.isascii() and key.isdigit() and len(key) < 19:
        taken = pipeline.registry.get_upload(int(key), person_id)
        return (
            Uploaded(key, taken.file_name, taken.uploaded_at, Path(taken.report_path), waits=False) if taken else None
        )
    known = pipeline.registry.find_inbox_file(key)
    if known is None or known.person_id != person_id:
        return None
    waits = (pipeline.settings.inbox / key).exists()  # before the report is looked for: it may be taken meanwhile
    return Uploaded(key, known.file_name, known.uploaded_at, find_report(pipeline.settings, key), waits)
