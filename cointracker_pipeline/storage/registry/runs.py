"""The record of syncs, for people; the truth about progress is in the warehouse."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import bindparam, delete, func, insert, select, update

from cointracker_pipeline.storage.registry.engine import Database
from cointracker_pipeline.storage.registry.tables import sync_progress, sync_runs

Outcome = Literal["running", "succeeded", "failed", "unchanged", "stopped"]

_NOTHING_YET = {"rows_added": 0, "pages": 0, "millipoints": 0, "error": ""}
_ENDS_WITH = ("outcome", "rows_added", "pages", "millipoints", "error", "missing", "surplus", "changed")


@dataclass(frozen=True, slots=True)
class SyncRecord:
    """One wallet's sync within one run; ``finished_at`` is ``None`` while it goes on.

    ``missing``, ``surplus`` and ``changed`` rows are told when the whole history was read again beside the stored one,
    and proven; otherwise they are ``None``.
    """

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
    missing: int | None = None
    surplus: int | None = None
    changed: int | None = None


@dataclass(frozen=True, slots=True)
class SyncEnd:
    """How one wallet's sync ended: what came, what it cost in millipoints, and why it failed, if it did.

    ``missing``, ``surplus`` and ``changed`` are as in a ``SyncRecord``.
    """

    sync_id: int
    outcome: Outcome
    rows_added: int
    pages: int
    millipoints: int
    error: str
    missing: int | None = None
    surplus: int | None = None
    changed: int | None = None


class Runs:
    """The registry's part for sync runs."""

    _database: Database

    def start_syncs(self, run_id: str, wallet_ids: Iterable[str], kind: str, now: datetime) -> dict[str, int]:
        """Record that the syncs of wallets go on, and return each record's id by its wallet's."""
        common = {"run_id": run_id, "kind": kind, "outcome": "running", "started_at": now} | _NOTHING_YET
        rows = [common | {"wallet_id": wallet_id} for wallet_id in dict.fromkeys(wallet_ids)]
        if not rows:
            return {}
        with self._database.writing() as connection:
            # This is the only writing transaction, and ids only grow: what is newer afterwards is ours.
            newest = connection.execute(select(func.coalesce(func.max(sync_runs.c.sync_id), 0))).scalar_one()
            connection.execute(insert(sync_runs), rows)
            ours = select(sync_runs).where(sync_runs.c.sync_id > newest).order_by(sync_runs.c.sync_id)
            return {row.wallet_id: row.sync_id for row in connection.execute(ours)}

    def finish_syncs(self, ends: Sequence[SyncEnd], now: datetime) -> None:
        """Record how syncs ended; a record whose wallet was deleted meanwhile stays deleted."""
        rows = [{"id_": end.sync_id} | {name: getattr(end, name) for name in _ENDS_WITH} for end in ends]
        if not rows:
            return
        ended = update(sync_runs).where(sync_runs.c.sync_id == bindparam("id_")).values(finished_at=now)
        with self._database.writing() as connection:
            connection.execute(ended, rows)

    def start_sync(self, run_id: str, wallet_id: str, kind: str, now: datetime) -> int:
        """Record that one wallet's sync goes on, and return the record's id."""
        return self.start_syncs(run_id, [wallet_id], kind, now)[wallet_id]

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
        """Record how one sync ended."""
        self.finish_syncs([SyncEnd(sync_id, outcome, rows_added, pages, millipoints, error)], now)

    def list_syncs(self, wallet_id: str | None = None, limit: int = 50) -> list[SyncRecord]:
        """Return the latest syncs, of all wallets or of one, the newest first."""
        query = select(sync_runs).order_by(sync_runs.c.sync_id.desc()).limit(limit)
        if wallet_id is not None:
            query = query.where(sync_runs.c.wallet_id == wallet_id)
        with self._database.reading() as connection:
            return [SyncRecord(**row) for row in connection.execute(query).mappings()]

    def list_run(self, run_id: str) -> list[SyncRecord]:
        """Return the syncs of one run, in the order in which they began."""
        query = select(sync_runs).where(sync_runs.c.run_id == run_id).order_by(sync_runs.c.sync_id)
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
                connection.execute(delete(sync_progress).where(sync_progress.c.run_id == run_id))
        return closed
