"""Browsers in which a person signed in before."""

from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select

from cointracker_pipeline.storage.registry.engine import Database
from cointracker_pipeline.storage.registry.people_tables import known_browsers
from cointracker_pipeline.storage.registry.secrets import digest_of, make_secret


class KnownBrowsers:
    """The registry's part for browsers that are known; what they hold opens nothing."""

    _database: Database

    def remember_browser(self, person_id: int, lifetime: timedelta, now: datetime) -> str:
        """Return the secret by which a browser is known to be a person's, which is not kept."""
        secret = make_secret()
        row = {"browser_digest": digest_of(secret), "person_id": person_id, "expires_at": now + lifetime}
        with self._database.writing() as connection:
            connection.execute(delete(known_browsers).where(known_browsers.c.expires_at <= now))
            connection.execute(insert(known_browsers).values(row))
        return secret

    def is_known_browser(self, person_id: int, secret: str, now: datetime) -> bool:
        """Tell whether a secret is one of those that a person's browsers hold."""
        of_person = (known_browsers.c.person_id == person_id, known_browsers.c.expires_at > now)
        mine = select(known_browsers.c.person_id).where(known_browsers.c.browser_digest == digest_of(secret))
        with self._database.reading() as connection:
            return connection.execute(mine.where(*of_person)).first() is not None
