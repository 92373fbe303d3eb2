"""Logins that were tried and did not succeed, to slow down whoever guesses."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, select

from cointracker_pipeline.storage.registry.engine import Database
from cointracker_pipeline.storage.registry.people import name_key
from cointracker_pipeline.storage.registry.people_tables import login_failures
from cointracker_pipeline.storage.registry.secrets import digest_of

KEPT = timedelta(days=1)
"""How long failures are kept; nothing can be counted beyond that."""

_KNOWN = "browser:"
_failure = login_failures.c


@dataclass(frozen=True, slots=True)
class TryLimits:
    """How many failures are borne within the window: from one source under one name, and under all, and of a name.

    ``of_name`` counts those from everywhere but browsers that are known to be the person's.
    """

    window: timedelta
    from_source_of_name: int
    from_source: int
    of_name: int


@dataclass(frozen=True, slots=True)
class TrySource:
    """Where a login is tried: an address, or a browser that is known to be the person's."""

    key: str
    is_known: bool = False

    @property
    def stored(self) -> str:
        """What is written down of it."""
        return f"{_KNOWN}{digest_of(self.key)}" if self.is_known else self.key


class LoginFailures:
    """The registry's part for failed logins."""

    _database: Database

    def admit_try(self, name: str, source: TrySource, limits: TryLimits, now: datetime) -> bool:
        """Tell whether a login under a name, which need not be anybody's, may be tried now; if so, it is counted.

        It counts as failed until ``forget_tries``, so that of many at once no more are let through. One that is not
        admitted is not counted: who waits as long as the window is admitted again. A browser that is known to be the
        person's is held to its own failures alone, whatever others do under the name.
        """
        with self._database.writing() as connection:
            connection.execute(delete(login_failures).where(_failure.failed_at <= now - KEPT))
            if _is_over(connection, _digest(name), source, limits, now - limits.window):
                return False
            row = {"name_digest": _digest(name), "address": source.stored, "failed_at": now}
            connection.execute(insert(login_failures).values(row))
        return True

    def forget_tries(self, name: str, source: TrySource) -> None:
        """Forget the failures under a name from a source, since its person came in there.

        Those of other names from the same source stay: who guesses passwords may have one that is right.
        """
        mine = and_(_failure.name_digest == _digest(name), _failure.address == source.stored)
        with self._database.writing() as connection:
            connection.execute(delete(login_failures).where(mine))


def _is_over(connection: Connection, name: str, source: TrySource, limits: TryLimits, since: datetime) -> bool:
    of_name, from_source = _failure.name_digest == name, _failure.address == source.stored
    bounds = [(and_(of_name, from_source), limits.from_source_of_name)]
    if not source.is_known:
        strangers = and_(of_name, ~_failure.address.startswith(_KNOWN))
        bounds += [(from_source, limits.from_source), (strangers, limits.of_name)]
    return any(_count(connection, which, since) >= most for which, most in bounds)


def _count(connection: Connection, which: ColumnElement[bool], since: datetime) -> int:
    query = select(func.count()).select_from(login_failures).where(which, _failure.failed_at > since)
    return int(connection.execute(query).scalar_one())


def _digest(name: str) -> str:
    return digest_of(name_key(name))
