"""Bringing a database to this version's tables, once, whoever comes first."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError

from cointracker_pipeline.errors import HomeError, StoreError
from cointracker_pipeline.storage.registry.engine import Database
from cointracker_pipeline.storage.registry.tables import REVISION


def prepare(database: Database) -> None:
    """Create or upgrade the tables unless they are already right; any number of processes may do so at once.

    Raises: HomeError, StoreError (also for a database that a newer version made).
    """
    if database.path is not None:
        _make_folder(database.path.parent)
    if _is_current(database):
        return
    with _upgrading(database.path):
        if not _is_current(database):
            _upgrade(database)


def _is_current(database: Database) -> bool:
    with database.reading() as connection:
        found = _find_revision(connection)
    if found is not None and found > REVISION:
        raise StoreError(
            f"The registry {_name(database)} was made by a newer version of this project "
            f"(its form is {found}, this version knows up to {REVISION}); update this installation, or restore "
            "a backup from before the update."
        )
    return found == REVISION


def _find_revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("select version_num from alembic_version")).scalar()


def _upgrade(database: Database) -> None:
    # Alembic costs a third of a second to import, and most starts have nothing to migrate.
    from cointracker_pipeline.storage.registry.migrate import upgrade  # noqa: PLC0415

    if database.path is not None:
        database.use_write_ahead_log()
    try:
        with database.writing() as connection:
            upgrade(connection)
    except DBAPIError as error:
        raise StoreError(
            f"The registry {_name(database)} cannot be brought to form {REVISION} and was left as it was "
            f"({error.orig}); it may belong to something else: name another, or restore a backup."
        ) from error


def _name(database: Database) -> str:
    return str(database.path or repr(database.url))


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise HomeError(
            f"The folder {folder} cannot be made ({error.strerror}); set COINTRACKER_HOME to one that can."
        ) from error


@contextmanager
def _upgrading(path: Path | None) -> Iterator[None]:
    """Hold the lock beside an SQLite file; PostgreSQL's writer lock is enough there.

    Two connections that switch a file to WAL at the same moment fail at once, whatever their timeout.
    """
    if path is None:
        yield
        return
    lock = path.with_name(f"{path.name}.lock")
    try:
        handle = lock.open("w")
    except OSError as error:
        raise HomeError(
            f"The file {lock} cannot be written ({error.strerror}); check the permissions of its folder."
        ) from error
    with handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
