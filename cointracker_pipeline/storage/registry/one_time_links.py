"""Links that let a person in once: at the first start, when invited, when a password is forgotten."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, and_, delete, insert, or_, select, update

from cointracker_pipeline.storage.registry.engine import Database
from cointracker_pipeline.storage.registry.people_tables import one_time_links, people
from cointracker_pipeline.storage.registry.secrets import digest_of, make_secret

Purpose = Literal["first-run", "invite", "reset"]

_link = one_time_links.c


@dataclass(frozen=True, slots=True)
class OneTimeLink:
    """What a link is for, and for whom."""

    purpose: Purpose
    person_id: int
    expires_at: datetime


class OneTimeLinks:
    """The registry's part for links."""

    _database: Database

    def make_link(self, purpose: Purpose, person_id: int, expires_at: datetime, now: datetime) -> str:
        """Return the secret of a new link, which is not kept; earlier ones of its purpose for the person end."""
        secret = make_secret()
        row = {"digest": digest_of(secret), "purpose": purpose, "person_id": person_id, "expires_at": expires_at}
        earlier = and_(_link.purpose == purpose, _link.person_id == person_id)
        with self._database.writing() as connection:
            connection.execute(delete(one_time_links).where(or_(earlier, _link.expires_at <= now)))
            connection.execute(insert(one_time_links).values(row))
        return secret

    def peek_link(self, secret: str, now: datetime) -> OneTimeLink | None:
        """Return what a link would do if it was used now, ``None`` if nothing."""
        with self._database.reading() as connection:
            return find_usable(connection, secret, now)

    def use_link(self, secret: str, now: datetime) -> OneTimeLink | None:
        """Use a link, and return what it is for; ``None`` for all but one of those who try, and once it is expired."""
        with self._database.writing() as connection:
            return use_within(connection, secret, now)


def use_within(connection: Connection, secret: str, now: datetime) -> OneTimeLink | None:
    """Use a link as ``OneTimeLinks.use_link`` does, within a transaction that does more."""
    found = find_usable(connection, secret, now)
    if found:
        used = update(one_time_links).where(_link.digest == digest_of(secret))
        connection.execute(used.values(used_at=now))
    return found


def find_usable(connection: Connection, secret: str, now: datetime) -> OneTimeLink | None:
    """Return what a link is for, ``None`` once it is used or expired, or its person was shut out."""
    usable = and_(_link.digest == digest_of(secret), _link.used_at.is_(None), _link.expires_at > now)
    enabled = select(one_time_links).join(people).where(usable, people.c.disabled_at.is_(None))
    row = connection.execute(enabled).one_or_none()
    return OneTimeLink(row.purpose, row.person_id, row.expires_at) if row else None
