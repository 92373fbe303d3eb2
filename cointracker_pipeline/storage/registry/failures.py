"""What a database's own errors mean for a person."""

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError, IntegrityError

from cointracker_pipeline.errors import CointrackerError, HomeError, StoreError

_HOME_ADVICE = {
    "SQLITE_CANTOPEN": "cannot be opened; check that its folder exists and can be written to",
    "SQLITE_READONLY": "cannot be written to; check the permissions of the file and its folder",
    "SQLITE_PERM": "cannot be written to; check the permissions of the file and its folder",
    "SQLITE_FULL": "cannot grow, the disk is full; free some space and try again",
    "SQLITE_IOERR": "cannot be read or written; check the disk, and that it is not a network folder",
    "SQLITE_BUSY": "is held by another process; see what else has the file open, and stop it",
}
_STORE_ADVICE = {
    "SQLITE_NOTADB": "is not a database; move it away, or restore it from a backup",
    "SQLITE_CORRUPT": "is damaged; move it away together with its -wal file, and restore it from a backup",
}


def explain(error: DBAPIError, url: URL) -> CointrackerError | None:
    """Return our error for a failure of the database, or ``None`` for one that only a mistake of ours makes."""
    if isinstance(error, IntegrityError):
        return None
    if url.get_backend_name() == "sqlite":
        return _explain_sqlite(error, url.database or "")
    if "does not exist" in str(error.orig) and "relation" in str(error.orig):
        return _unprepared(repr(url))
    return StoreError(f"The registry {url!r} cannot be used: {error.orig}".rstrip())


def _explain_sqlite(error: DBAPIError, path: str) -> CointrackerError | None:
    # Extended codes refine the primary one: SQLITE_IOERR_WRITE, SQLITE_READONLY_DBMOVED.
    name = getattr(error.orig, "sqlite_errorname", "")
    primary = "_".join(name.split("_")[:2])
    if primary in _HOME_ADVICE:
        return HomeError(f"The registry {path} {_HOME_ADVICE[primary]} ({error.orig}).")
    if primary in _STORE_ADVICE:
        return StoreError(f"The registry {path} {_STORE_ADVICE[primary]} ({error.orig}).")
    return _unprepared(path) if "no such table" in str(error.orig) else None


def _unprepared(where: str) -> StoreError:
    return StoreError(f"The registry {where} has no tables yet; start `cointracker up` or any command once.")
