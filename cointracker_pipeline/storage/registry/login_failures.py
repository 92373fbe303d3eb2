"""Logins that failed, to slow down whoever guesses."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, insert, select

from cointracker_pipeline.storage.registry.engine import Database
from cointracker_pipeline.storage.registry.people import name_key
from cointracker_pipeline.storage.registry.people_tables import login_failures
from cointracker_pipeline.storage.registry.secrets import digest_of

KEPT = timedelta(days=1)
"""How long failures are kept; nothing can be counted beyond that."""


@dataclass(frozen=True, slots=True)
class RecentFailures:
    """How often a login failed for a name or from an address, and when it did last."""

    count: int
    latest_at: datetime | None


class LoginFailures:
    """The registry's part for failed logins."""

    _database: Database

    def note_login_failure(self, name: str, address: str, now: datetime) -> None:
        """Write down that somebody failed to log in under a name, which need not be anybody's."""
        row = {"name_digest": _digest(name), "address": address, "failed_at": now}
        with self._database.writing() as connection:
            connection.execute(delete(login_failures).where(login_failures.c.failed_at <= now - KEPT))
            connection.execute(insert(login_failures).values(row))

    def count_failures_of_name(self, name: str, since: datetime) -> RecentFailures:
        """Count the failures under a name, in any case, from wherever they came."""
        return self._count(login_failures.c.name_digest == _digest(name), since)

    def count_failures_from(self, address: str, since: datetime) -> RecentFailures:
        """Count the failures from an address, under whatever names."""
        return self._count(login_failures.c.address == address, since)

    def forget_login_failures(self, name: str) -> None:
        """Forget the failures under a name, since its person came in.

        Those of other names from the same address stay: who guesses passwords may have one that is right.
        """
        with self._database.writing() as connection:
            connection.execute(delete(login_failures).where(login_failures.c.name_digest == _digest(name)))

    def _count(self, which: ColumnElement[bool], since: datetime) -> RecentFailures:
        failed_at = login_failures.c.failed_at
        query = select(func.count(), func.max(failed_at)).where(which, failed_at > since)
        with self._database.reading() as connection:
            count, latest_at = connection.execute(query).one()
        return RecentFailures(count, latest_at)


def _digest(name: str) -> str:
    return digest_of(name_key(name))
