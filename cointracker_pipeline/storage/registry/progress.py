"""How far runs are that go on, as they tell it themselves; nothing is left of a run that ended."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select

from cointracker_pipeline.storage.registry.engine import Database
from cointracker_pipeline.storage.registry.tables import sync_progress


@dataclass(frozen=True, slots=True)
class SyncProgress:
    """How far one wallet's history is read, or with an empty ``wallet_id`` how many wallets of a run are done.

    ``done`` counts the rows of the wallet, or the wallets of the run, and so does ``expected``, which is ``None`` where
    nobody knows; ``done_before`` were read by an earlier run. ``rows`` were stored by this one.
    """

    wallet_id: str
    done: int
    expected: int | None
    done_before: int
    pages: int
    rows: int
    millipoints: int


class ProgressNotes:
    """The registry's part for the progress of runs."""

    _database: Database

    def tell_progress(self, run_id: str, notes: Iterable[SyncProgress], now: datetime) -> None:
        """Replace what a run told before."""
        rows = [asdict(one) | {"run_id": run_id, "told_at": now} for one in notes]
        with self._database.writing() as connection:
            connection.execute(delete(sync_progress).where(sync_progress.c.run_id == run_id))
            if rows:
                connection.execute(insert(sync_progress), rows)

    def forget_progress(self, run_id: str) -> None:
        """Forget what a run told, once it ended."""
        with self._database.writing() as connection:
            connection.execute(delete(sync_progress).where(sync_progress.c.run_id == run_id))

    def read_progress(self, run_id: str, wallet_id: str = "") -> SyncProgress | None:
        """Return how far a run is, or one wallet of it; ``None`` where nothing was told yet."""
        columns = [column for column in sync_progress.c if column.name not in ("run_id", "told_at")]
        one = select(*columns).where(sync_progress.c.run_id == run_id, sync_progress.c.wallet_id == wallet_id)
        with self._database.reading() as connection:
            row = connection.execute(one).mappings().one_or_none()
        return SyncProgress(**row) if row else None
