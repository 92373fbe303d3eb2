"""A spreadsheet of a person's, by its name in the inbox or by its number among those that were taken."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cointracker_pipeline.errors import InputError
from cointracker_pipeline.pipeline import Pipeline
from cointracker_pipeline.storage.registry import GivenFile, Upload
from cointracker_pipeline.web.protocol.cursors import NOT_A_CURSOR, make_cursor, read_cursor
from cointracker_pipeline.web.reading.upload_report import find_report

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_LONGEST_NUMBER = 19
"""The registry's numbers have fewer digits."""


@dataclass(frozen=True, slots=True)
class Uploaded:
    """What is known of it, and where its report lies; ``waits`` while the file is still in the inbox."""

    file: GivenFile
    report: Path | None
    waits: bool

    @property
    def key(self) -> str:
        """By what it is asked for."""
        return self.file.key

    @property
    def name(self) -> str:
        """What the person calls it."""
        return self.file.file_name


def find_uploaded(pipeline: Pipeline, person_id: int, key: str) -> Uploaded | None:
    """Return a person's spreadsheet, ``None`` if there is none or it is another's."""
    if key.isascii() and key.isdigit() and len(key) < _LONGEST_NUMBER:
        taken = pipeline.registry.get_upload(int(key), person_id)
        return Uploaded(_describe(taken), Path(taken.report_path), waits=False) if taken else None
    known = pipeline.registry.find_file(person_id, key)
    if known is None:
        return None
    waits = (pipeline.settings.inbox / key).exists()  # before the report is looked for: it may be taken meanwhile
    return Uploaded(known, find_report(pipeline.settings, key), waits)


def _describe(taken: Upload) -> GivenFile:
    at = taken.uploaded_at
    return GivenFile(str(taken.upload_id), taken.file_name, at, at, taken.accepted, taken.refused)


def make_file_cursor(one: GivenFile) -> str:
    """Return where the list of spreadsheets goes on after one of them."""
    return make_cursor("uploads", (one.uploaded_at - _EPOCH) // _MICROSECOND, one.key)


def read_file_place(cursor: str | None) -> tuple[datetime, str] | None:
    """Return the time and key that a cursor was made of, ``None`` without one. Raises: InputError."""
    if cursor is None:
        return None
    microseconds, key = read_cursor(cursor, "uploads", int, str)
    try:
        return _EPOCH + timedelta(microseconds=int(str(microseconds))), str(key)
    except OverflowError:
        raise InputError(NOT_A_CURSOR) from None
