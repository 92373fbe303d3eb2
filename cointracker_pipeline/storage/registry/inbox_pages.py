"""The files that a person put into the inbox, page by page."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select

from cointracker_pipeline.storage.registry.engine import Database
from cointracker_pipeline.storage.registry.people_tables import inbox_files


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file by its name in the inbox, what its giver calls it, and when it was taken, ``None`` while it waits."""

    inbox_name: str
    file_name: str
    uploaded_at: datetime
    taken_at: datetime | None


class InboxPages:
    """The registry's part for a person's uploads, waiting or taken."""

    _database: Database

    def list_given_files(
        self, person_id: int, limit: int, before: tuple[datetime, str] | None = None
    ) -> list[GivenFile]:
        """Return a person's files, the newest first, from after that of this time and name on."""
        at, name = inbox_files.c.uploaded_at, inbox_files.c.inbox_name
        query = select(name, inbox_files.c.file_name, at, inbox_files.c.taken_at)
        query = query.where(inbox_files.c.person_id == person_id)
        if before is not None:
            moment, last = before
            query = query.where(or_(at < moment, and_(at == moment, name > last)))
        with self._database.reading() as connection:
            return [GivenFile(*row) for row in connection.execute(query.order_by(at.desc(), name).limit(limit))]
