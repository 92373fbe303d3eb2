"""Who people are to an OpenID provider."""

from datetime import datetime

from sqlalchemy import Connection, insert, select

from cointracker_pipeline.storage.registry.engine import Database
from cointracker_pipeline.storage.registry.one_time_links import use_within
from cointracker_pipeline.storage.registry.people_tables import identities


class Identities:
    """The registry's part for identities: issuer and subject together name one person for ever.

    Names and mail addresses do not: a provider lets people change them, or gives them to others.
    """

    _database: Database

    def find_identified(self, issuer: str, subject: str) -> int | None:
        """Return the id of the person, disabled or not, or ``None``."""
        with self._database.reading() as connection:
            return _find(connection, issuer, subject)

    def identify_person(self, person_id: int, issuer: str, subject: str, now: datetime) -> None:
        """Let a person come in as somebody whom a provider vouches for; who has that identity keeps it."""
        with self._database.writing() as connection:
            _add(connection, person_id, issuer, subject, now)

    def claim_link_as(self, secret: str, issuer: str, subject: str, now: datetime) -> int | None:
        """Use a link: its person comes in by this identity from now on; ``None`` if the link is over."""
        with self._database.writing() as connection:
            found = use_within(connection, secret, now)
            if found:
                _add(connection, found.person_id, issuer, subject, now)
        return found.person_id if found else None


def _find(connection: Connection, issuer: str, subject: str) -> int | None:
    mine = (identities.c.issuer == issuer, identities.c.subject == subject)
    return connection.execute(select(identities.c.person_id).where(*mine)).scalar()


def _add(connection: Connection, person_id: int, issuer: str, subject: str, now: datetime) -> None:
    if _find(connection, issuer, subject) is None:
        row = {"issuer": issuer, "subject": subject, "person_id": person_id, "linked_at": now}
        connection.execute(insert(identities).values(row))
