"""The record of syncs, for people; the truth about progress is in the warehouse."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import insert, select, update

from cointracker_pipeline.storage.registry.engine import Database
from cointracker_pipeline.storage.registry.tables import sync_runs

Outcome = Literal["running", "succeeded", "failed", "unchanged", "stopped"]


@dataclass(frozen=True, slots=True)
class SyncRecord:
    """One wallet's sync within one run; ``finished_at`` is ``None`` while it goes on."""

    sync_id: int
    run_id: str
    wallet_id: str
    kind: str
    outcome: Outcome
    rows_added: int
    pages: int
    millipoints: int
    error: str
    started_at: datetime
    finished_at: datetime | None


class Runs:
    """The registry's part for sync runs."""

    _database: Database

    def start_sync(self, run_id: str, wallet_id: str, kind: str, now: datetime) -> int:
        """Record that a wallet's sync goes on, and return the record's id."""
        row = {"run_id": run_id, "wallet_id": wallet_id, "kind": kind, "outcome": "running", "started_at": now}
        nothing_yet = {"rows_added": 0, "pages": 0, "millipoints": 0, "error": ""}
        with self._database.writing() as connection:
            key = connection.execute(insert(sync_runs).values(row | nothing_yet)).inserted_primary_key
        return int(key[0]) if key else 0

    def finish_sync(
        self,
        sync_id: int,
        outcome: Outcome,
        rows_added: int,
        pages: int,
        millipoints: int,
        error: str,
        now: datetime,
    ) -> None:
        """Record how a sync ended; a record whose wallet was deleted meanwhile stays deleted."""
        with self._database.writing() as connection:
            connection.execute(
                update(sync_runs)
                .where(sync_runs.c.sync_id == sync_id)
                .values(
                    outcome=outcome,
                    rows_added=rows_added,
                    pages=pages,
                    millipoints=millipoints,
                    error=error,
                    finished_at=now,
                )
            )

    def list_syncs(self, wallet_id: str | None = None, limit: int = 50) -> list[SyncRecord]:
        """Return the latest syncs, of all wallets or of one, the newest first."""
        query = select(sync_runs).order_by(sync_runs.c.sync_id.desc()).limit(limit)
        if wallet_id is not None:
            query = query.where(sync_runs.c.wallet_id == wallet_id)
        with self._database.reading() as connection:
            return [SyncRecord(**row) for row in connection.execute(query).mappings()]

    def close_interrupted(self, run_ids_alive: Iterable[str], now: datetime) -> int:
        """Mark what dead runs left running as stopped, and return how many records that were."""
        alive = set(run_ids_alive)
        running = sync_runs.c.outcome == "running"
        closed = 0
        with self._database.writing() as connection:
            found = connection.execute(select(sync_runs.c.run_id).where(running).distinct()).scalars().all()
            for run_id in set(found) - alive:
                dead = update(sync_runs).where(running, sync_runs.c.run_id == run_id)
                closed += connection.execute(dead.values(outcome="stopped", finished_at=now)).rowcount
        return closed
