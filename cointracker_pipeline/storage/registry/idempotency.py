"""Keys by which a program's request, sent twice, is done once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, or_, select, update

from cointracker_pipeline.storage.registry.engine import Database
from cointracker_pipeline.storage.registry.people_tables import idempotency_keys

KEPT = timedelta(days=1)
"""How long a key is remembered."""

ABANDONED_AFTER = timedelta(minutes=2)
"""How long a request may be without an answer; after that its process has died, and it may be done again."""

_of = idempotency_keys.c


@dataclass(frozen=True, slots=True)
class Claim:
    """What to do with a request: ``new`` do it, ``stored`` give this answer again, otherwise refuse.

    ``conflict`` is another request under the same key, ``in progress`` the same one, not answered yet.
    """

    state: Literal["new", "stored", "conflict", "in progress"]
    status: int | None = None
    body: str | None = None


class IdempotencyKeys:
    """The registry's part for idempotency keys."""

    _database: Database

    def claim_key(self, person_id: int, key: str, request_digest: str, now: datetime) -> Claim:
        """Claim a person's key for a request; of those who try at the same moment, one is told ``new``."""
        abandoned = and_(_of.status.is_(None), _of.created_at <= now - ABANDONED_AFTER)
        with self._database.writing() as connection:
            connection.execute(delete(idempotency_keys).where(or_(_of.created_at <= now - KEPT, abandoned)))
            known = _find(connection, _is(person_id, key), request_digest)
            if known is None:
                row = {"person_id": person_id, "key": key, "request_digest": request_digest, "created_at": now}
                connection.execute(insert(idempotency_keys).values(row))
        return known or Claim("new")

    def store_answer(self, person_id: int, key: str, status: int, body: str) -> None:
        """Keep what a claimed request was answered, for whoever sends it again."""
        with self._database.writing() as connection:
            answered = update(idempotency_keys).where(_is(person_id, key), _of.status.is_(None))
            connection.execute(answered.values(status=status, body=body))

    def release_key(self, person_id: int, key: str) -> None:
        """Give up a claimed request that did nothing, so that it can be sent again at once."""
        with self._database.writing() as connection:
            connection.execute(delete(idempotency_keys).where(_is(person_id, key), _of.status.is_(None)))


def _is(person_id: int, key: str) -> ColumnElement[bool]:
    return and_(_of.person_id == person_id, _of.key == key)


def _find(connection: Connection, which: ColumnElement[bool], request_digest: str) -> Claim | None:
    row = connection.execute(select(idempotency_keys).where(which)).one_or_none()
    if row is None:
        return None
    if row.request_digest != request_digest:
        return Claim("conflict")
    return Claim("in progress") if row.status is None else Claim("stored", row.status, row.body)
