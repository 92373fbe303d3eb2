"""Whether anything goes on otherwise than before, without saying what: cheap enough to be asked every second."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from cointracker_pipeline.storage.registry.engine import Database
from cointracker_pipeline.storage.registry.tables import sync_progress, sync_requests, sync_runs


@dataclass(frozen=True, slots=True)
class ActivityMark:
    """What differs as soon as a wish, a sync or a run's progress does; it names nobody's wallets."""

    newest_sync: int | None
    running: int
    told_at: datetime | None
    newest_request: int | None
    waiting: int


class ActivityMarks:
    """The registry's part for telling that activity changed."""

    _database: Database

    def read_activity_mark(self) -> ActivityMark:
        """Return the mark of now, over everybody's wallets: five look-ups in indexes."""
        columns = (
            select(func.max(sync_runs.c.sync_id)),
            select(func.count()).select_from(sync_runs).where(sync_runs.c.outcome == "running"),
            select(func.max(sync_progress.c.told_at)),
            select(func.max(sync_requests.c.request_id)),
            select(func.count()).select_from(sync_requests).where(sync_requests.c.taken_at.is_(None)),
        )
        with self._database.reading() as connection:
            return ActivityMark(*connection.execute(select(*(one.scalar_subquery() for one in columns))).one())
