"""The syncs of a person's wallets, page by page."""

from sqlalchemy import Join, and_, select

from cointracker_pipeline.storage.registry.engine import Database
from cointracker_pipeline.storage.registry.runs import Outcome, SyncRecord
from cointracker_pipeline.storage.registry.tables import sync_runs, tracks


def syncs_of(person_id: int) -> Join:
    """Return the syncs of the wallets that a person tracks, each with their track: what they may know of syncs."""
    return sync_runs.join(tracks, and_(tracks.c.wallet_id == sync_runs.c.wallet_id, tracks.c.person_id == person_id))


class PersonRuns:
    """The registry's part for what a person sees of syncs."""

    _database: Database

    def list_person_syncs(
        self,
        person_id: int,
        limit: int,
        *,
        wallet_id: str | None = None,
        outcome: Outcome | None = None,
        before: int | None = None,
    ) -> list[SyncRecord]:
        """Return syncs of a person's wallets, or of one of them, the newest first, from below ``before`` on."""
        query = select(sync_runs).select_from(syncs_of(person_id))
        if wallet_id is not None:
            query = query.where(sync_runs.c.wallet_id == wallet_id)
        if outcome is not None:
            query = query.where(sync_runs.c.outcome == outcome)
        if before is not None:
            query = query.where(sync_runs.c.sync_id < before)
        with self._database.reading() as connection:
            found = connection.execute(query.order_by(sync_runs.c.sync_id.desc()).limit(limit)).mappings()
            return [SyncRecord(**row) for row in found]
