"""The spreadsheets that were taken in, told apart by their content."""

import os
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from cointracker_pipeline.storage.registry.engine import Database
from cointracker_pipeline.storage.registry.tables import uploads


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
    ) -> bool:
        """Record a spreadsheet; return false, and keep the first record, if its content was recorded before."""
        row = {
            "file_name": file_name,
            "sha256": sha256,
            "accepted": accepted,
            "refused": refused,
            "report_path": os.fspath(report_path),
            "uploaded_at": now,
        }
        known = select(uploads.c.upload_id).where(uploads.c.sha256 == sha256)
        with self._database.writing() as connection:
            if connection.execute(known).first():
                return False
            connection.execute(insert(uploads).values(row))
        return True

    def find_upload(self, sha256: str) -> Upload | None:
        """Return the record of a content, or ``None`` if it never came."""
        query = select(uploads).where(uploads.c.sha256 == sha256)
        with self._database.reading() as connection:
            row = connection.execute(query).mappings().one_or_none()
        return Upload(**row) if row else None

    def list_uploads(self, limit: int = 50) -> list[Upload]:
        """Return the latest uploads, the newest first."""
        query = select(uploads).order_by(uploads.c.upload_id.desc()).limit(limit)
        with self._database.reading() as connection:
            return [Upload(**row) for row in connection.execute(query).mappings()]
