"""Second factors: the secret that a person's authenticator app shares, and their recovery codes."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, delete, func, insert, select, update

from cointracker_pipeline.storage.registry.engine import Database
from cointracker_pipeline.storage.registry.people_tables import (
    half_sign_ins,
    recovery_codes,
    second_factors,
    sessions,
)
from cointracker_pipeline.storage.registry.secrets import digest_of, make_recovery_code, make_shared_secret

RECOVERY_CODES = 10
"""How many are made at once."""

MOST_WRONG = 100
"""So many wrong codes in a row, and no code of the app is taken any more (NIST SP 800-63B, section 5.2.2)."""

_factor = second_factors.c
_confirmed = _factor.confirmed_at.is_not(None)


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """A second factor that is on: since when, and how many recovery codes were not used yet."""

    since: datetime
    recovery_codes: int


class SecondFactors:
    """The registry's part for second factors; one that is not confirmed asks nobody for a code."""

    _database: Database

    def begin_second_factor(self, person_id: int) -> None:
        """Make a secret that waits to be confirmed, in place of an earlier one that waits; one that is on stays."""
        row = {"person_id": person_id, "secret": make_shared_secret(), "last_step": 0, "wrong_codes": 0}
        with self._database.writing() as connection:
            connection.execute(delete(second_factors).where(_factor.person_id == person_id, ~_confirmed))
            if not _is_on(connection, person_id):
                connection.execute(insert(second_factors).values(row))

    def waiting_secret(self, person_id: int) -> str | None:
        """Return the secret that waits to be confirmed, ``None`` without one."""
        return self._secret(person_id, is_confirmed=False)

    def shared_secret(self, person_id: int) -> str | None:
        """Return the secret of a second factor that is on, ``None`` without one."""
        return self._secret(person_id, is_confirmed=True)

    def confirm_second_factor(self, person_id: int, secret: str, step: int, now: datetime) -> list[str] | None:
        """Turn on what waits, by a code of a time step; return the recovery codes, which are not kept.

        ``None`` when this secret does not wait any more.
        """
        waiting = and_(_factor.person_id == person_id, _factor.secret == secret, ~_confirmed)
        values = {"confirmed_at": now, "last_step": step}
        with self._database.writing() as connection:
            if not connection.execute(update(second_factors).where(waiting).values(values)).rowcount:
                return None
            return _renew(connection, person_id)

    def find_second_factor(self, person_id: int) -> SecondFactor | None:
        """Return what a person has, ``None`` while it is off."""
        codes = select(func.count()).select_from(recovery_codes).where(recovery_codes.c.person_id == person_id)
        mine = select(_factor.confirmed_at, codes.scalar_subquery()).where(_factor.person_id == person_id, _confirmed)
        with self._database.reading() as connection:
            row = connection.execute(mine).one_or_none()
        return SecondFactor(*row) if row else None

    def has_second_factor(self, person_id: int) -> bool:
        """Tell whether a person's second factor is on."""
        with self._database.reading() as connection:
            return _is_on(connection, person_id)

    def list_second_factors(self) -> set[int]:
        """Return the ids of all whose second factor is on."""
        with self._database.reading() as connection:
            return set(connection.execute(select(_factor.person_id).where(_confirmed)).scalars())

    def admit_code(self, person_id: int) -> bool:
        """Tell whether a code of the app may be tried; if so, it counts as wrong until ``take_step``."""
        bearable = and_(_factor.person_id == person_id, _confirmed, _factor.wrong_codes < MOST_WRONG)
        with self._database.writing() as connection:
            counted = update(second_factors).where(bearable).values(wrong_codes=_factor.wrong_codes + 1)
            return connection.execute(counted).rowcount > 0

    def take_step(self, person_id: int, step: int) -> bool:
        """Take the right code of a time step, once: false when it or a later one was taken before."""
        later = and_(_factor.person_id == person_id, _confirmed, _factor.last_step < step)
        with self._database.writing() as connection:
            taken = update(second_factors).where(later).values(last_step=step, wrong_codes=0)
            return connection.execute(taken).rowcount > 0

    def use_recovery_code(self, person_id: int, code: str) -> bool:
        """Use a recovery code up; false when it is none, of somebody else, or was used."""
        mine = and_(recovery_codes.c.person_id == person_id, recovery_codes.c.code_digest == digest_of(code))
        with self._database.writing() as connection:
            if not connection.execute(delete(recovery_codes).where(mine)).rowcount:
                return False
            connection.execute(update(second_factors).where(_factor.person_id == person_id).values(wrong_codes=0))
        return True

    def renew_recovery_codes(self, person_id: int) -> list[str]:
        """Return new recovery codes, which are not kept; earlier ones open nothing."""
        with self._database.writing() as connection:
            return _renew(connection, person_id)

    def remove_second_factor(self, person_id: int, but_secret: str | None = None) -> bool:
        """Turn it off, with its recovery codes; tell whether it was on.

        The person is signed out everywhere, except where the session ``but_secret`` is used.
        """
        with self._database.writing() as connection:
            was_on = _is_on(connection, person_id)
            for table in (second_factors, recovery_codes, half_sign_ins):
                connection.execute(delete(table).where(table.c.person_id == person_id))
            ended = sessions.c.person_id == person_id
            if but_secret is not None:
                ended = and_(ended, sessions.c.session_digest != digest_of(but_secret))
            connection.execute(delete(sessions).where(ended))
        return was_on

    def _secret(self, person_id: int, *, is_confirmed: bool) -> str | None:
        mine = and_(_factor.person_id == person_id, _confirmed if is_confirmed else ~_confirmed)
        with self._database.reading() as connection:
            return connection.execute(select(_factor.secret).where(mine)).scalar()


def _is_on(connection: Connection, person_id: int) -> bool:
    mine = select(_factor.person_id).where(_factor.person_id == person_id, _confirmed)
    return connection.execute(mine).first() is not None


def _renew(connection: Connection, person_id: int) -> list[str]:
    codes = [make_recovery_code() for _ in range(RECOVERY_CODES)]
    connection.execute(delete(recovery_codes).where(recovery_codes.c.person_id == person_id))
    rows = [{"code_digest": digest_of(code), "person_id": person_id} for code in codes]
    connection.execute(insert(recovery_codes), rows)
    return codes
