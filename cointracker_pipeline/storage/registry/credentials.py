"""New passwords: whoever sets one is signed out everywhere, and links that were made before open nothing."""

from datetime import datetime

from sqlalchemy import Connection, delete

from cointracker_pipeline.storage.registry.engine import Database
from cointracker_pipeline.storage.registry.one_time_links import OneTimeLink, use_within
from cointracker_pipeline.storage.registry.people import give_name, set_person
from cointracker_pipeline.storage.registry.people_tables import half_sign_ins, one_time_links, sessions


class Credentials:
    """The registry's part for changes of passwords."""

    _database: Database

    def claim_link(self, secret: str, name: str, password_hash: str, now: datetime) -> OneTimeLink | None:
        """Use a link: its person has this password and, unless it was a reset, this name; ``None`` if it is over.

        Of many who try at once with one link, one succeeds, and the others change nothing.

        Raises: PersonError for a name that cannot be taken; the link is then as it was.
        """
        with self._database.writing() as connection:
            found = use_within(connection, secret, now)
            if found is None:
                return None
            if found.purpose != "reset":
                give_name(connection, found.person_id, name)
            _set_password(connection, found.person_id, password_hash)
        return found

    def change_password(self, person_id: int, password_hash: str) -> None:
        """Give a person a new password.

        Raises: PersonError for an unknown person.
        """
        with self._database.writing() as connection:
            _set_password(connection, person_id, password_hash)


def _set_password(connection: Connection, person_id: int, password_hash: str) -> None:
    set_person(connection, person_id, password_hash=password_hash)
    for table in (sessions, half_sign_ins):
        connection.execute(delete(table).where(table.c.person_id == person_id))
    unused = one_time_links.c.used_at.is_(None)
    connection.execute(delete(one_time_links).where(one_time_links.c.person_id == person_id, unused))
