"""The spreadsheets that were taken in, told apart by their content."""

import os
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CompoundSelect, Text, and_, cast, delete, func, insert, or_, select, union_all, update

from cointracker_pipeline.storage.registry.engine import Database
from cointracker_pipeline.storage.registry.people_tables import inbox_files
from cointracker_pipeline.storage.registry.tables import OPERATOR, uploads


@dataclass(frozen=True, slots=True)
class Upload:
    """One spreadsheet: how many of its rows were accepted and refused, and where its report lies."""

    upload_id: int
    file_name: str
    sha256: str
    accepted: int
    refused: int
    report_path: str
    uploaded_at: datetime
    person_id: int = OPERATOR


@dataclass(frozen=True, slots=True)
class InboxFile:
    """A file that a person put into the inbox, by its name there: what they call it, and when it was taken, if it was.

    ``taken_at`` is ``None`` while it waits.
    """

    inbox_name: str
    person_id: int
    file_name: str
    uploaded_at: datetime
    taken_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A spreadsheet of a person's, whichever way it came: uploaded, or dropped into the inbox by the operator.

    ``key`` is its name in the inbox, or the number of an upload that was dropped there. ``taken_at`` is ``None`` while
    it waits; ``accepted`` and ``refused`` count its rows, and are ``None`` where none were looked at: it waits, cannot
    be read, or its content came before.
    """

    key: str
    file_name: str
    uploaded_at: datetime
    taken_at: datetime | None
    accepted: int | None
    refused: int | None


_INBOX_FILE = tuple(inbox_files.c[name] for name in InboxFile.__slots__)


class Uploads:
    """The registry's part for uploads."""

    _database: Database

    def record_upload(
        self,
        file_name: str,
        sha256: str,
        accepted: int,
        refused: int,
        report_path: str | os.PathLike[str],
        now: datetime,
        person_id: int = OPERATOR,
    ) -> bool:
        """Record a person's spreadsheet; return false, and keep the first record, if they gave its content before."""
        row = {
            "file_name": file_name,
            "sha256": sha256,
            "accepted": accepted,
            "refused": refused,
            "report_path": os.fspath(report_path),
            "uploaded_at": now,
            "person_id": person_id,
        }
        known = select(uploads.c.upload_id).where(uploads.c.sha256 == sha256, uploads.c.person_id == person_id)
        with self._database.writing() as connection:
            if connection.execute(known).first():
                return False
            connection.execute(insert(uploads).values(row))
        return True

    def find_upload(self, sha256: str, person_id: int = OPERATOR) -> Upload | None:
        """Return the record of a content, or ``None`` if it never came from that person."""
        query = select(uploads).where(uploads.c.sha256 == sha256, uploads.c.person_id == person_id)
        with self._database.reading() as connection:
            row = connection.execute(query).mappings().one_or_none()
        return Upload(**row) if row else None

    def get_upload(self, upload_id: int, person_id: int) -> Upload | None:
        """Return a person's upload by its id, ``None`` if it is not theirs."""
        query = select(uploads).where(uploads.c.upload_id == upload_id, uploads.c.person_id == person_id)
        with self._database.reading() as connection:
            row = connection.execute(query).mappings().one_or_none()
        return Upload(**row) if row else None

    def list_uploads(self, limit: int = 50, person_id: int | None = None) -> list[Upload]:
        """Return the latest uploads, of everybody or of one person, the newest first."""
        query = select(uploads).order_by(uploads.c.upload_id.desc()).limit(limit)
        if person_id is not None:
            query = query.where(uploads.c.person_id == person_id)
        with self._database.reading() as connection:
            return [Upload(**row) for row in connection.execute(query).mappings()]

    def expect_file(self, inbox_name: str, person_id: int, file_name: str, now: datetime) -> None:
        """Write down whose a file is before it is put into the inbox; the name there must be new."""
        row = {"inbox_name": inbox_name, "person_id": person_id, "file_name": file_name, "uploaded_at": now}
        with self._database.writing() as connection:
            connection.execute(insert(inbox_files).values(row))

    def find_inbox_file(self, inbox_name: str) -> InboxFile | None:
        """Return whose a file of the inbox is or was, ``None`` for one that the operator dropped there."""
        query = select(*_INBOX_FILE).where(inbox_files.c.inbox_name == inbox_name)
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
        return InboxFile(*row) if row else None

    def list_files(self, person_id: int, limit: int, before: tuple[datetime, str] | None = None) -> list[GivenFile]:
        """Return a person's spreadsheets, the newest first, from after the one of this time and key on."""
        given = _given_by(person_id).subquery()
        at, key = given.c.uploaded_at, given.c.key
        query = select(given)
        if before is not None:
            moment, last = before
            query = query.where(or_(at < moment, and_(at == moment, key > last)))
        with self._database.reading() as connection:
            return [GivenFile(*row) for row in connection.execute(query.order_by(at.desc(), key).limit(limit))]

    def find_file(self, person_id: int, key: str) -> GivenFile | None:
        """Return a person's spreadsheet by its key, ``None`` if there is none or it is another's."""
        given = _given_by(person_id).subquery()
        with self._database.reading() as connection:
            row = connection.execute(select(given).where(given.c.key == key)).one_or_none()
        return GivenFile(*row) if row else None

    def close_inbox_file(self, inbox_name: str, now: datetime) -> None:
        """Note that a file was taken; whose it was stays known."""
        mine = inbox_files.c.inbox_name == inbox_name
        with self._database.writing() as connection:
            connection.execute(update(inbox_files).where(mine).values(taken_at=now))

    def forget_inbox_file(self, inbox_name: str) -> None:
        """Forget whose a file was that never came into the inbox."""
        with self._database.writing() as connection:
            connection.execute(delete(inbox_files).where(inbox_files.c.inbox_name == inbox_name))


def _given_by(person_id: int) -> CompoundSelect[Any]:
    """Return what selects a person's spreadsheets: those from the inbox, and those that were dropped there."""
    file, taken = inbox_files.c, uploads.c
    # Grouped, it is looked up by the stem, not gone through for each file.
    counts = (func.max(one).label(one.name) for one in _COUNTS)
    grouped = select(_STEM_OF_UPLOAD.label("stem"), *counts).where(taken.person_id == person_id)
    counted = grouped.group_by(_STEM_OF_UPLOAD).subquery()
    known = select(_STEM_OF_FILE).where(file.person_id == person_id)
    told = (file.inbox_name.label("key"), file.file_name, file.uploaded_at, file.taken_at)
    return union_all(
        select(*told, counted.c.accepted, counted.c.refused)
        .select_from(inbox_files.outerjoin(counted, counted.c.stem == _STEM_OF_FILE))
        .where(file.person_id == person_id),
        select(cast(taken.upload_id, Text), taken.file_name, taken.uploaded_at, taken.uploaded_at, *_COUNTS).where(
            taken.person_id == person_id, _STEM_OF_UPLOAD.not_in(known)
        ),
    )


# A file of the web lies in the inbox under 32 random letters, and its report is called after them.
_STEM_LETTERS, _SUFFIX_LETTERS = 32, len(".report.csv")
_STEM_OF_FILE = func.substr(inbox_files.c.inbox_name, 1, _STEM_LETTERS)
_STEM_OF_UPLOAD = func.substr(
    uploads.c.report_path, func.length(uploads.c.report_path) - (_STEM_LETTERS + _SUFFIX_LETTERS - 1), _STEM_LETTERS
)
_COUNTS = (uploads.c.accepted, uploads.c.refused)
