"""Sign-ins that stand between a right password and a code: they open the second step, and nothing else."""

from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select

from cointracker_pipeline.storage.registry.engine import Database
from cointracker_pipeline.storage.registry.people_tables import half_sign_ins, people
from cointracker_pipeline.storage.registry.secrets import digest_of, make_secret

_half = half_sign_ins.c


class HalfSignIns:
    """The registry's part for sign-ins that are half done."""

    _database: Database

    def begin_half_sign_in(self, person_id: int, lifetime: timedelta, now: datetime) -> str:
        """Return the secret of a sign-in whose password was right, which is not kept."""
        secret = make_secret()
        row = {"half_digest": digest_of(secret), "person_id": person_id, "expires_at": now + lifetime}
        with self._database.writing() as connection:
            connection.execute(delete(half_sign_ins).where(_half.expires_at <= now))
            connection.execute(insert(half_sign_ins).values(row))
        return secret

    def find_half_sign_in(self, secret: str, now: datetime) -> int | None:
        """Return the id of who is signing in; ``None`` when it is over, or its person was shut out."""
        alive = (_half.half_digest == digest_of(secret), _half.expires_at > now, people.c.disabled_at.is_(None))
        with self._database.reading() as connection:
            return connection.execute(select(_half.person_id).join(people).where(*alive)).scalar()

    def end_half_sign_in(self, secret: str) -> bool:
        """End a sign-in that is half done; true for one of all who do so at once."""
        with self._database.writing() as connection:
            return connection.execute(delete(half_sign_ins).where(_half.half_digest == digest_of(secret))).rowcount > 0
