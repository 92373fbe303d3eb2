"""The spreadsheets that were taken in, told apart by their content."""

import os
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, delete, insert, or_, select, update

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

    def list_uploads(self, limit: int = 50, person_id: int | None = None, before: int | None = None) -> list[Upload]:
        """Return the latest uploads, of everybody or of one person, the newest first, from below ``before`` on."""
        query = select(uploads).order_by(uploads.c.upload_id.desc()).limit(limit)
        if person_id is not None:
            query = query.where(uploads.c.person_id == person_id)
        if before is not None:
            query = query.where(uploads.c.upload_id < before)
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

    def list_inbox_files(
        self, person_id: int, limit: int, before: tuple[datetime, str] | None = None
    ) -> list[InboxFile]:
        """Return a person's files, taken or not, the newest first, from after that of this time and name on."""
        at, name = inbox_files.c.uploaded_at, inbox_files.c.inbox_name
        query = select(*_INBOX_FILE).where(inbox_files.c.person_id == person_id)
        if before is not None:
            moment, last = before
            query = query.where(or_(at < moment, and_(at == moment, name > last)))
        with self._database.reading() as connection:
            return [InboxFile(*row) for row in connection.execute(query.order_by(at.desc(), name).limit(limit))]

    def list_waiting_files(self, person_id: int) -> list[InboxFile]:
        """Return a person's files that wait in the inbox, the oldest first."""
        theirs = (inbox_files.c.person_id == person_id, inbox_files.c.taken_at.is_(None))
        query = select(*_INBOX_FILE).where(*theirs).order_by(inbox_files.c.uploaded_at)
        with self._database.reading() as connection:
            return [InboxFile(*row) for row in connection.execute(query)]

    def close_inbox_file(self, inbox_name: str, now: datetime) -> None:
        """Note that a file was taken; whose it was stays known."""
        mine = inbox_files.c.inbox_name == inbox_name
        with self._database.writing() as connection:
            connection.execute(update(inbox_files).where(mine).values(taken_at=now))

    def forget_inbox_file(self, inbox_name: str) -> None:
        """Forget whose a file was that never came into the inbox."""
        with self._database.writing() as connection:
            connection.execute(delete(inbox_files).where(inbox_files.c.inbox_name == inbox_name))
