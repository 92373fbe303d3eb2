"""What people asked for; one sensor turns what is waiting into runs."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, exists, insert, select, update

from cointracker_pipeline.storage.registry.engine import Database
from cointracker_pipeline.storage.registry.tables import sync_request_wallets, sync_requests

RequestKind = Literal["refresh", "resync", "delete"]
RequestState = Literal["waiting", "taken", "unknown"]


@dataclass(frozen=True, slots=True)
class SyncRequest:
    """A wish that waits to become a run; without wallets it means all that are due."""

    request_id: int
    kind: RequestKind
    wallet_ids: tuple[str, ...]
    asked_by: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for one wallet; ``run_id`` is the run that took it, ``None`` while it waits."""

    kind: RequestKind
    asked_at: datetime
    taken_at: datetime | None
    run_id: str | None


class Requests:
    """The registry's part for requests."""

    _database: Database

    def ask(self, kind: RequestKind, wallet_ids: Iterable[str], asked_by: str, now: datetime) -> int:
        """Ask for wallets, or with none for all due; return the request's id.

        While the same wish, in any order, still waits, its id is returned and nothing is added.
        """
        with self._database.writing() as connection:
            return ask_within(connection, kind, wallet_ids, asked_by, now)

    def waiting_requests(self) -> list[SyncRequest]:
        """Return what no run has taken yet, the oldest first."""
        query = select(sync_requests).where(sync_requests.c.taken_at.is_(None)).order_by(sync_requests.c.request_id)
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
            named = _read_waiting_wallets(connection)
        return [
            SyncRequest(row.request_id, row.kind, tuple(named.get(row.request_id, ())), row.asked_by, row.asked_at)
            for row in rows
        ]

    def find_requested(self, ids: Iterable[int]) -> list[str]:
        """Return the wallets that requests name, each once, in the order in which they were asked for."""
        named: dict[str, None] = {}
        with self._database.reading() as connection:
            for request_id in ids:
                mine = sync_request_wallets.c.request_id == request_id
                query = select(sync_request_wallets.c.wallet_id).where(mine).order_by(sync_request_wallets.c.position)
                named |= dict.fromkeys(connection.execute(query).scalars())
        return list(named)

    def take_requests(self, ids: Iterable[int], run_key: str, now: datetime) -> None:
        """Mark requests as taken by a run; those taken before stay with the run that took them."""
        waiting = sync_requests.c.taken_at.is_(None)
        with self._database.writing() as connection:
            for request_id in ids:
                connection.execute(
                    update(sync_requests)
                    .where(sync_requests.c.request_id == request_id, waiting)
                    .values(run_key=run_key, taken_at=now)
                )

    def wait_again(self, run_key: str) -> int:
        """Let what a run took wait again, since it died; return how many that were.

        What was asked for anew meanwhile waits already.
        """
        newer = sync_requests.alias()
        waits = exists().where(
            newer.c.kind == sync_requests.c.kind,
            newer.c.wallets_key == sync_requests.c.wallets_key,
            newer.c.taken_at.is_(None),
        )
        lost = update(sync_requests).where(sync_requests.c.run_key == run_key, ~waits)
        with self._database.writing() as connection:
            return connection.execute(lost.values(run_key=None, taken_at=None)).rowcount

    def still_asks(self, ids: Iterable[int], wallet_id: str) -> bool:
        """Tell whether one of these requests still names a wallet: it may have been withdrawn, or done."""
        mine = sync_request_wallets.c.wallet_id == wallet_id
        query = select(mine).where(mine, sync_request_wallets.c.request_id.in_(list(ids)))
        with self._database.reading() as connection:
            return connection.execute(query).first() is not None

    def find_wish(self, wallet_id: str) -> Wish | None:
        """Return the newest refresh or re-sync that was asked for a wallet by name, ``None`` if there is none."""
        mine = (sync_request_wallets.c.wallet_id == wallet_id, sync_requests.c.kind != "delete")
        newest = select(sync_requests).join(sync_request_wallets).where(*mine)
        with self._database.reading() as connection:
            row = connection.execute(newest.order_by(sync_requests.c.request_id.desc()).limit(1)).one_or_none()
        return Wish(row.kind, row.asked_at, row.taken_at, row.run_key) if row else None

    def request_state(self, request_id: int) -> RequestState:
        """Tell whether a request waits or was taken; one whose wallets are all gone, or long taken, is unknown."""
        query = select(sync_requests.c.taken_at).where(sync_requests.c.request_id == request_id)
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            return "unknown"
        return "waiting" if row.taken_at is None else "taken"


def ask_within(
    connection: Connection, kind: RequestKind, wallet_ids: Iterable[str], asked_by: str, now: datetime
) -> int:
    """Ask as ``Requests.ask`` does, within a transaction that does more."""
    wanted = tuple(dict.fromkeys(wallet_ids))
    waiting = _find_waiting(connection, kind, _digest(wanted))
    return waiting or _insert(connection, kind, wanted, asked_by, now)


def _digest(wallet_ids: Sequence[str]) -> str:
    if not wallet_ids:
        return ""
    return hashlib.sha256("\n".join(sorted(wallet_ids)).encode()).hexdigest()


def _find_waiting(connection: Connection, kind: RequestKind, wallets_key: str) -> int | None:
    return connection.execute(
        select(sync_requests.c.request_id).where(
            sync_requests.c.kind == kind,
            sync_requests.c.wallets_key == wallets_key,
            sync_requests.c.taken_at.is_(None),
        )
    ).scalar()


def _insert(connection: Connection, kind: RequestKind, wallet_ids: Sequence[str], asked_by: str, now: datetime) -> int:
    key = connection.execute(
        insert(sync_requests).values(kind=kind, wallets_key=_digest(wallet_ids), asked_by=asked_by, asked_at=now)
    ).inserted_primary_key
    request_id = int(key[0]) if key else 0
    rows = [
        {"request_id": request_id, "position": position, "wallet_id": wallet_id}
        for position, wallet_id in enumerate(wallet_ids)
    ]
    if rows:
        connection.execute(insert(sync_request_wallets), rows)
    return request_id


def _read_waiting_wallets(connection: Connection) -> dict[int, list[str]]:
    named: dict[int, list[str]] = {}
    rows = connection.execute(
        select(sync_request_wallets.c.request_id, sync_request_wallets.c.wallet_id)
        .join(sync_requests)
        .where(sync_requests.c.taken_at.is_(None))
        .order_by(sync_request_wallets.c.request_id, sync_request_wallets.c.position)
    )
    for request_id, wallet_id in rows:
        named.setdefault(request_id, []).append(wallet_id)
    return named
