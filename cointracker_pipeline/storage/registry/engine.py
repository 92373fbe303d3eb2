"""Connections and transactions: one writer at a time, on SQLite and on PostgreSQL alike."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from cointracker_pipeline.errors import SettingsError
from cointracker_pipeline.storage.registry.failures import explain

# Longer than any transaction of ours takes; `?timeout=` in the URL overrules it.
_BUSY_SECONDS = 60
# SQLite before 3.32 takes 999 variables in one statement.
_CHUNK = 900
# Any constant does, as long as nothing else in the same PostgreSQL database locks on it.
_WRITER_LOCK = 7_264_117_001


class Database:
    """A registry's engine; nothing is opened before the first transaction.

    Raises: SettingsError for a URL that is neither an SQLite file nor PostgreSQL, or without its driver.
    """

    def __init__(self, url: str) -> None:
        self.url = _parse_url(url)
        self._engine = _make_engine(self.url)

    @property
    def path(self) -> Path | None:
        """The SQLite file, or ``None`` on PostgreSQL."""
        return Path(self.url.database or "") if self.url.get_backend_name() == "sqlite" else None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that sees one state of the registry and changes nothing.

        Raises: HomeError, StoreError.
        """
        with self._explained(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self, *, durable: bool = False) -> Iterator[Connection]:
        """Open a transaction that is the only writing one; it commits at the end, or leaves no trace.

        A power cut may undo the last ones, unless a ``durable`` one that changed something came after them: it waits
        for the disk. Raises: HomeError, StoreError.
        """
        writer = self._engine.execution_options(writing=True, durable=durable)
        with self._explained(), writer.begin() as connection:
            if self.path is None:
                connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": _WRITER_LOCK})
            yield connection

    def use_write_ahead_log(self) -> None:
        """Put an SQLite file into WAL mode, which it keeps: readers then never wait for the writer.

        Raises: HomeError, StoreError.
        """
        with self._explained():
            raw = self._engine.raw_connection()
            try:
                raw.cursor().execute("pragma journal_mode = wal")
            finally:
                raw.close()

    def close(self) -> None:
        """Close every connection; the next transaction opens new ones."""
        self._engine.dispose()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            explanation = explain(error, self.url)
            if explanation is None:
                raise
            raise explanation from error


def chunks(values: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Cut values into pieces that fit into one statement."""
    rest = iter(values)
    while piece := tuple(islice(rest, _CHUNK)):
        yield piece


def _parse_url(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise SettingsError(
            "COINTRACKER_REGISTRY_URL is not a database URL; it looks like sqlite:////data/registry.sqlite "
            "or postgresql://user:password@host/database."
        ) from None
    if parsed.get_backend_name() not in {"sqlite", "postgresql"}:
        raise SettingsError(f"COINTRACKER_REGISTRY_URL is {parsed!r}; use sqlite:/// or postgresql://.")
    if parsed.get_backend_name() == "sqlite" and parsed.database in {None, "", ":memory:"}:
        raise SettingsError(f"COINTRACKER_REGISTRY_URL is {parsed!r}; name a file: processes share it.")
    return parsed


def _make_engine(url: URL) -> Engine:
    options: dict[str, Any] = {"pool_pre_ping": True}
    if url.get_backend_name() == "sqlite":
        options = {"connect_args": {} if "timeout" in url.query else {"timeout": _BUSY_SECONDS}}
    try:
        if url.get_dialect().driver == "psycopg2":
            # Many rows of one update would otherwise be as many round trips, with the writer's lock held.
            options["executemany_mode"] = "values_plus_batch"
        engine = create_engine(url, **options)
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise SettingsError(
            f"COINTRACKER_REGISTRY_URL is {url!r}, and its driver is missing ({error}); install it "
            "(psycopg2-binary for postgresql://)."
        ) from None
    if url.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _set_up_connection)
        event.listen(engine, "begin", _begin)
    return engine


def _set_up_connection(connection: Any, _record: object) -> None:
    """Take over transactions from the driver, and set what SQLite forgets with each connection."""
    connection.isolation_level = None
    connection.execute("pragma synchronous = normal")
    connection.execute("pragma foreign_keys = on")


def _begin(connection: Connection) -> None:
    """Take the writer's lock at once: a reader that turns writer later would fail instead of waiting."""
    options = connection.get_execution_options()
    if not options.get("writing", False):
        connection.exec_driver_sql("begin")
        return
    connection.exec_driver_sql(f"pragma synchronous = {'full' if options['durable'] else 'normal'}")
    connection.exec_driver_sql("begin immediate")
