"""Who is logged in where."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update

from cointracker_pipeline.storage.registry.engine import Database
from cointracker_pipeline.storage.registry.people_tables import people, sessions
from cointracker_pipeline.storage.registry.secrets import digest_of, make_secret

# A page is many requests; to write at each of them would make all of them wait for the writer.
_TOUCH_AFTER = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Session:
    """One login; ``digest`` names it among a person's sessions, and opens nothing.

    ``by_provider`` tells that an OpenID provider vouched for the person.
    """

    digest: str
    person_id: int
    started_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    user_agent: str
    by_provider: bool = False


class Sessions:
    """The registry's part for sessions."""

    _database: Database

    def start_session(
        self, person_id: int, user_agent: str, lifetime: timedelta, now: datetime, *, by_provider: bool = False
    ) -> str:
        """Start a session that ends after ``lifetime`` at the latest, and return its secret, which is not kept.

        ``by_provider`` says that an OpenID provider vouched for the person, not a password.
        """
        secret = make_secret()
        row = {
            "session_digest": digest_of(secret),
            "person_id": person_id,
            "started_at": now,
            "last_seen_at": now,
            "expires_at": now + lifetime,
            "user_agent": user_agent,
            "by_provider": by_provider,
        }
        with self._database.writing() as connection:
            connection.execute(delete(sessions).where(sessions.c.expires_at <= now))
            connection.execute(insert(sessions).values(row))
        return secret

    def find_session(self, secret: str, idle: timedelta, now: datetime) -> Session | None:
        """Return the session of a secret, and note that it was seen.

        ``None`` when there is none, when it is too old or was not seen for ``idle``, or its person is disabled.
        """
        mine = sessions.c.session_digest == digest_of(secret)
        alive = (mine, sessions.c.expires_at > now, sessions.c.last_seen_at > now - idle)
        enabled = select(sessions).join(people).where(*alive, people.c.disabled_at.is_(None))
        with self._database.reading() as connection:
            row = connection.execute(enabled).one_or_none()
        if row and now - row.last_seen_at >= min(_TOUCH_AFTER, idle / 10):
            with self._database.writing() as connection:
                connection.execute(update(sessions).where(*alive).values(last_seen_at=now))
        return _make(row) if row else None

    def has_session(self, secret: str, idle: timedelta, now: datetime) -> bool:
        """Tell whether a session goes on, as ``find_session`` does, and note nothing: nobody was seen."""
        mine = (sessions.c.session_digest == digest_of(secret), people.c.disabled_at.is_(None))
        alive = (*mine, sessions.c.expires_at > now, sessions.c.last_seen_at > now - idle)
        with self._database.reading() as connection:
            return connection.execute(select(sessions.c.person_id).join(people).where(*alive)).first() is not None

    def end_session(self, secret: str) -> None:
        """Log out: the secret opens nothing any more."""
        with self._database.writing() as connection:
            connection.execute(delete(sessions).where(sessions.c.session_digest == digest_of(secret)))

    def end_session_of(self, person_id: int, digest: str) -> bool:
        """End the session that a person chose from their list; tell whether it was there and theirs."""
        mine = (sessions.c.person_id == person_id, sessions.c.session_digest == digest)
        with self._database.writing() as connection:
            return connection.execute(delete(sessions).where(*mine)).rowcount > 0

    def end_sessions(self, person_id: int, but_secret: str | None = None) -> int:
        """Log a person out everywhere, except where ``but_secret`` is used; return how many sessions that ended."""
        theirs = delete(sessions).where(sessions.c.person_id == person_id)
        if but_secret is not None:
            theirs = theirs.where(sessions.c.session_digest != digest_of(but_secret))
        with self._database.writing() as connection:
            return connection.execute(theirs).rowcount

    def list_sessions(self, person_id: int, idle: timedelta, now: datetime) -> list[Session]:
        """Return a person's sessions that go on, the one seen last first."""
        theirs = (
            select(sessions)
            .where(sessions.c.person_id == person_id)
            .where(sessions.c.expires_at > now, sessions.c.last_seen_at > now - idle)
            .order_by(sessions.c.last_seen_at.desc(), sessions.c.session_digest)
        )
        with self._database.reading() as connection:
            return [_make(row) for row in connection.execute(theirs)]


def _make(row: Any) -> Session:
    times = (row.started_at, row.last_seen_at, row.expires_at)
    return Session(row.session_digest, row.person_id, *times, row.user_agent, row.by_provider)
