"""What goes on, waits and went wrong: of one person's wallets, or counted over everybody's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, select

from cointracker_pipeline.storage.registry.engine import Database
from cointracker_pipeline.storage.registry.person_runs import syncs_of
from cointracker_pipeline.storage.registry.requests import RequestKind
from cointracker_pipeline.storage.registry.tables import (
    sync_progress,
    sync_request_wallets,
    sync_requests,
    sync_runs,
    tracks,
    wallets,
)

LOOKED_AT = 50_000
"""How many of the latest syncs are looked at: what is older tells nothing of today."""


@dataclass(frozen=True, slots=True)
class RunActivity:
    """What one run did so far, or did; ``finished_at`` is ``None`` while a sync of it goes on."""

    run_id: str
    kind: str
    started_at: datetime
    finished_at: datetime | None
    running: int
    changed: int
    unchanged: int
    failed: int
    stopped: int
    rows: int
    pages: int
    millipoints: int

    @property
    def ended(self) -> int:
        """How many wallets it is done with."""
        return self.changed + self.unchanged + self.failed + self.stopped


@dataclass(frozen=True, slots=True)
class WalletActivity:
    """One wallet's latest sync, with what the person calls the wallet; progress is told while it goes on."""

    wallet_id: str
    chain: str
    label: str
    run_id: str
    kind: str
    error: str
    started_at: datetime
    done: int | None
    expected: int | None
    done_before: int | None
    pages: int | None
    rows: int | None
    millipoints: int | None


@dataclass(frozen=True, slots=True)
class WaitingRequest:
    """A wish that waits for its run; ``wallets`` is ``None`` where it means all that are due."""

    request_id: int
    kind: RequestKind
    asked_at: datetime
    wallets: int | None


class Activity:
    """The registry's part for what goes on; without a person, everybody's wallets are counted."""

    _database: Database

    def list_runs(self, person_id: int | None, limit: int) -> list[RunActivity]:
        """Return the latest runs, those that go on first, then the newest first; counts are of the person's wallets."""
        newest = func.max(sync_runs.c.sync_id)
        query = _recent(select(sync_runs.c.run_id, *_COUNTS), person_id).group_by(sync_runs.c.run_id)
        query = query.order_by((_count_of("running") > 0).desc(), newest.desc()).limit(limit)
        with self._database.reading() as connection:
            return [_make_run(row) for row in connection.execute(query)]

    def list_running_wallets(self, person_id: int, limit: int) -> list[WalletActivity]:
        """Return a person's wallets that are being read now, the longest first."""
        return self._list_wallets(person_id, sync_runs.c.outcome == "running", sync_runs.c.sync_id, limit)

    def list_ended_wallets(self, person_id: int, outcome: str, limit: int) -> list[WalletActivity]:
        """Return a person's wallets whose latest sync ended so, the newest first."""
        return self._list_wallets(person_id, _is_latest(outcome), sync_runs.c.sync_id.desc(), limit)

    def count_ended_wallets(self, person_id: int | None, outcome: str) -> int:
        """Return how many wallets' latest sync ended so."""
        query = _recent(select(func.count()), person_id).where(_is_latest(outcome))
        with self._database.reading() as connection:
            return int(connection.execute(query).scalar_one())

    def list_waiting(self, person_id: int | None) -> list[WaitingRequest]:
        """Return the wishes that no run has taken yet, the oldest first, with how many of the wallets are theirs."""
        named = select(sync_request_wallets.c.request_id, func.count().label("wallets"))
        if person_id is not None:
            theirs = and_(tracks.c.wallet_id == sync_request_wallets.c.wallet_id, tracks.c.person_id == person_id)
            named = named.join(tracks, theirs)
        counted = named.group_by(sync_request_wallets.c.request_id).subquery()
        query = select(sync_requests, counted.c.wallets).where(sync_requests.c.taken_at.is_(None))
        query = query.join(
            counted, counted.c.request_id == sync_requests.c.request_id, isouter=person_id is None
        ).order_by(sync_requests.c.request_id)
        with self._database.reading() as connection:
            return [
                WaitingRequest(row.request_id, row.kind, row.asked_at, row.wallets) for row in connection.execute(query)
            ]

    def count_wallets(self) -> int:
        """Return how many wallets anybody tracks."""
        with self._database.reading() as connection:
            return int(connection.execute(select(func.count()).select_from(wallets)).scalar_one())

    def newest_sync_end(self) -> datetime | None:
        """Return when the last sync of any wallet ended."""
        query = select(sync_runs.c.finished_at).order_by(sync_runs.c.sync_id.desc()).limit(1)
        with self._database.reading() as connection:
            return connection.execute(query.where(sync_runs.c.finished_at.is_not(None))).scalar()

    def _list_wallets(
        self, person_id: int, condition: ColumnElement[bool], order: Any, limit: int
    ) -> list[WalletActivity]:
        told = and_(sync_progress.c.run_id == sync_runs.c.run_id, sync_progress.c.wallet_id == sync_runs.c.wallet_id)
        query = select(*_WALLET).select_from(syncs_of(person_id).outerjoin(sync_progress, told))
        query = query.where(condition, sync_runs.c.sync_id > _floor()).order_by(order).limit(limit)
        with self._database.reading() as connection:
            return _read_wallets(connection, query)


def _read_wallets(connection: Connection, query: Select[Any]) -> list[WalletActivity]:
    return [WalletActivity(**row) for row in connection.execute(query).mappings()]


def _recent(query: Select[Any], person_id: int | None) -> Select[Any]:
    query = query.select_from(sync_runs if person_id is None else syncs_of(person_id))
    return query.where(sync_runs.c.sync_id > _floor())


def _floor() -> ColumnElement[int]:
    return select(func.coalesce(func.max(sync_runs.c.sync_id), 0) - LOOKED_AT).scalar_subquery()


def _is_latest(outcome: str) -> ColumnElement[bool]:
    newer = sync_runs.alias()
    is_over = select(newer.c.sync_id).where(
        newer.c.wallet_id == sync_runs.c.wallet_id, newer.c.sync_id > sync_runs.c.sync_id
    )
    return and_(sync_runs.c.outcome == outcome, ~is_over.exists())


def _count_of(outcome: str) -> ColumnElement[int]:
    return func.sum(case((sync_runs.c.outcome == outcome, 1), else_=0))


_COUNTS = (
    func.min(sync_runs.c.kind).label("kind"),
    func.min(sync_runs.c.started_at).label("started_at"),
    func.max(sync_runs.c.finished_at).label("finished_at"),
    *(_count_of(outcome) for outcome in ("running", "succeeded", "unchanged", "failed", "stopped")),
    *(func.sum(column) for column in (sync_runs.c.rows_added, sync_runs.c.pages, sync_runs.c.millipoints)),
)

_WALLET = (
    *(sync_runs.c.wallet_id, tracks.c.chain, tracks.c.label, sync_runs.c.run_id, sync_runs.c.kind),
    *(sync_runs.c.error, sync_runs.c.started_at),
    *(sync_progress.c.done, sync_progress.c.expected, sync_progress.c.done_before),
    *(sync_progress.c.pages, sync_progress.c.rows, sync_progress.c.millipoints),
)


def _make_run(row: Sequence[Any]) -> RunActivity:
    run_id, kind, started_at, finished_at, running, *counts = row
    return RunActivity(
        run_id, kind, started_at, None if running else finished_at, int(running), *(int(one) for one in counts)
    )
