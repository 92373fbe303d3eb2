"""The people who may come in, and what each may do."""

import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, delete, func, insert, select, update

from cointracker_pipeline.errors import PersonError
from cointracker_pipeline.storage.registry.engine import Database
from cointracker_pipeline.storage.registry.people_tables import half_sign_ins, one_time_links, people, sessions
from cointracker_pipeline.storage.registry.tables import OPERATOR, tracks
from cointracker_pipeline.storage.registry.tracking import let_go

Role = Literal["admin", "member", "viewer"]

_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Person:
    """A person; without a password hash they cannot log in with a password, and while disabled not at all."""

    person_id: int
    name: str
    role: Role
    password_hash: str | None = field(repr=False)
    created_at: datetime
    disabled_at: datetime | None


class People:
    """The registry's part for people; the last admin who is not disabled always stays one."""

    _database: Database

    def add_person(self, name: str, role: Role, now: datetime, password_hash: str | None = None) -> Person:
        """Add a person.

        Raises: PersonError when the name is empty, too long or somebody's, in whatever case.
        """
        row = {"name": _clean(name), "name_key": name_key(name), "role": role, "created_at": now}
        with self._database.writing() as connection:
            _check_free(connection, name)
            key = connection.execute(insert(people).values(row | {"password_hash": password_hash})).inserted_primary_key
            return _read(connection, int(key[0]) if key else 0)

    def find_person(self, person_id: int) -> Person | None:
        """Return a person, disabled or not, or ``None``."""
        with self._database.reading() as connection:
            return _find(connection, people.c.person_id == person_id)

    def find_person_named(self, name: str) -> Person | None:
        """Return the person of a name in any case, disabled or not, or ``None``."""
        with self._database.reading() as connection:
            return _find(connection, people.c.name_key == name_key(name))

    def list_people(self) -> list[Person]:
        """Return everybody by name."""
        with self._database.reading() as connection:
            rows = connection.execute(select(people).order_by(people.c.name_key)).all()
        return [_make(row) for row in rows]

    def rename_person(self, person_id: int, name: str) -> None:
        """Give a person another name.

        Raises: PersonError as ``add_person`` does, and for an unknown person.
        """
        with self._database.writing() as connection:
            give_name(connection, person_id, name)

    def set_role(self, person_id: int, role: Role) -> None:
        """Give a person another role.

        Raises: PersonError for an unknown person, and when no admin would be left.
        """
        with self._database.writing() as connection:
            if role != "admin":
                _check_another_admin(connection, person_id)
            set_person(connection, person_id, role=role)

    def set_password_hash(self, person_id: int, password_hash: str | None) -> None:
        """Store the hash of a person's new password; their sessions go on.

        Raises: PersonError for an unknown person.
        """
        with self._database.writing() as connection:
            set_person(connection, person_id, password_hash=password_hash)

    def disable_person(self, person_id: int, now: datetime) -> None:
        """Let a person in no more: sessions and links end, tokens rest until they are enabled again.

        Raises: PersonError for an unknown person, and when no admin would be left.
        """
        with self._database.writing() as connection:
            _check_another_admin(connection, person_id)
            set_person(connection, person_id, disabled_at=now)
            for table in (sessions, half_sign_ins, one_time_links):
                connection.execute(delete(table).where(table.c.person_id == person_id))

    def enable_person(self, person_id: int) -> None:
        """Let a disabled person in again.

        Raises: PersonError for an unknown person.
        """
        with self._database.writing() as connection:
            set_person(connection, person_id, disabled_at=None)

    def remove_person(self, person_id: int, now: datetime, asked_by: str = "") -> list[str]:
        """Forget a person and all that is theirs; return those of their wallets that now nobody tracks.

        With ``asked_by`` the deletion of those is asked for in the same transaction.

        Raises: PersonError for an unknown person, for the operator, and when no admin would be left.
        """
        if person_id == OPERATOR:
            raise PersonError("The command line and the inbox act as this person; disable them instead.")
        with self._database.writing() as connection:
            _check_another_admin(connection, person_id)
            theirs = list(
                connection.execute(select(tracks.c.wallet_id).where(tracks.c.person_id == person_id)).scalars()
            )
            if not connection.execute(delete(people).where(people.c.person_id == person_id)).rowcount:
                raise _unknown(person_id)
            return let_go(connection, theirs, asked_by, now)


def give_name(connection: Connection, person_id: int, name: str) -> None:
    """Rename a person within a transaction that does more.

    Raises: PersonError as ``rename_person`` does.
    """
    _check_free(connection, name, but=person_id)
    set_person(connection, person_id, name=_clean(name), name_key=name_key(name))


def name_key(name: str) -> str:
    """Return a name as it is compared: without surrounding space, and the same for every case and form of a letter."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name.strip()).casefold())


def _clean(name: str) -> str:
    cleaned = unicodedata.normalize("NFC", name.strip())
    if not cleaned or len(cleaned) > _LONGEST_NAME or not cleaned.isprintable():
        raise PersonError(f"{cleaned[:_LONGEST_NAME]!r} cannot be a person's name; take 1 to {_LONGEST_NAME} letters.")
    return cleaned


def _check_free(connection: Connection, name: str, but: int | None = None) -> None:
    found = _find(connection, people.c.name_key == name_key(name))
    if found and found.person_id != but:
        raise PersonError(f"The name {found.name!r} is taken; choose another.")


def _check_another_admin(connection: Connection, person_id: int) -> None:
    """Refuse what would leave nobody who may change people."""
    admins = people.c.role == "admin", people.c.disabled_at.is_(None)
    if not connection.execute(select(people.c.person_id).where(people.c.person_id == person_id, *admins)).first():
        return
    others = select(func.count()).select_from(people).where(people.c.person_id != person_id, *admins)
    if not connection.execute(others).scalar():
        raise PersonError("This is the last admin; make another person an admin first.")


def set_person(connection: Connection, person_id: int, **values: object) -> None:
    """Change columns of a person.

    Raises: PersonError for an unknown person.
    """
    if not connection.execute(update(people).where(people.c.person_id == person_id).values(values)).rowcount:
        raise _unknown(person_id)


def _find(connection: Connection, which: Any) -> Person | None:
    row = connection.execute(select(people).where(which)).one_or_none()
    return _make(row) if row else None


def _read(connection: Connection, person_id: int) -> Person:
    found = _find(connection, people.c.person_id == person_id)
    if found is None:
        raise _unknown(person_id)
    return found


def _make(row: Any) -> Person:
    return Person(row.person_id, row.name, row.role, row.password_hash, row.created_at, row.disabled_at)


def _unknown(person_id: int) -> PersonError:
    return PersonError(f"There is no person {person_id}; they may have been removed meanwhile.")
