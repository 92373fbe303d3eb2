"""The DuckDB file: opened for one short transaction at a time, under a fair lock."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from copy import copy
from pathlib import Path
from typing import Self

import duckdb
import pandas as pd  # noqa: F401 - DuckDB imports it at its first parameter: then not while everybody waits for the lock

from cointracker_pipeline.errors import HomeError, StoreError
from cointracker_pipeline.storage.warehouse.birth import born_whole, is_unborn
from cointracker_pipeline.storage.warehouse.lock import take_lock
from cointracker_pipeline.storage.warehouse.members import SCHEMA
from cointracker_pipeline.storage.warehouse.migrate import migrate
from cointracker_pipeline.storage.warehouse.quoting import quote
from cointracker_pipeline.storage.warehouse.wallet_locks import WalletLocks

Connection = duckdb.DuckDBPyConnection

_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "threads": 2,
    "memory_limit": "128MB",
    "preserve_insertion_order": False,
    # A wallet's newest rows are read at once: looking up the other columns afterwards takes five times as long.
    "late_materialization_max_rows": 0,
    # Nothing is ever downloaded at run time.
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}

ATTACHED = "warehouse"
"""What a file is called in the DuckDB that it is attached to."""

_FORM = "(row_group_size 30720, storage_version 'v1.4.0')"
"""How the file is written. From form 1.4 on, a checkpoint writes what changed and not the places of all there is; it
joins groups of rows as well, which at DuckDB's own size of a group would hold the file for half a second now and then.
"""


class Warehouse:
    """What the chains say, in one DuckDB file.

    While one process has the file open no other can open it, not even to read. So nobody keeps it open:
    a transaction lasts as long as the ``with`` block, and nothing in a block waits for the network. What stays is a
    DuckDB without a file, since starting one takes as long as opening the file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._locks = WalletLocks(path.with_name("locks"))
        self._schemas: tuple[str, ...] = ("main",)
        self._idle: list[Connection] = []

    def __getstate__(self) -> dict[str, object]:
        """Leave out what another process cannot have."""
        return vars(self) | {"_idle": []}

    def of_members(self) -> Self:
        """Return the same file, in which unqualified names are those of the addresses behind keys.

        Tables that they do not have are found among those that people read.
        """
        other = copy(self)
        other._schemas = (SCHEMA, "main")
        return other

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Open the file for one transaction: committed when the block ends, rolled back when it raises.

        The file is created and migrated when needed.

        Raises: HomeError when the file cannot be opened, StoreError when a newer version wrote it or when there is no
        room for what is written.
        """
        with self.opened() as connection:
            _search(connection, *self._schemas)
            connection.begin()
            try:
                yield connection
            except BaseException:
                connection.rollback()
                raise
            connection.commit()

    @contextmanager
    def opened(self) -> Iterator[Connection]:
        """Open the file, created and migrated when needed, and close it when the block ends.

        Raises: as ``transaction`` does.
        """
        try:
            engine = self._idle.pop()
        except IndexError:
            engine = self.open_engine()
        with self.attached(engine):
            yield engine
        self._idle.append(engine)

    @contextmanager
    def attached(self, engine: Connection) -> Iterator[None]:
        """Attach the file to a DuckDB of ``open_engine`` as ``ATTACHED``, and detach it when the block ends.

        Cursors of ``engine`` say ``use`` first.

        Raises: as ``transaction`` does; the engine is closed then.
        """
        with self._locked(), self._attached(engine, self.path):
            yield

    def open_engine(self) -> Connection:
        """Return a DuckDB without a file, which spills beside this one as the file itself would."""
        return duckdb.connect(config=_CONFIG | {"temp_directory": f"{self.path}.tmp"})

    @contextmanager
    def hold_wallets(self, wallet_ids: Iterable[str]) -> Iterator[None]:
        """Hold wallets as long as the block lasts: another run that wants one waits, and then finds it up to date.

        Whoever holds wallets already must not wait for more: two runs would wait for each other for ever.

        Raises: HomeError when a lock file cannot be made.
        """
        with self.wait_for_wallets(wallet_ids):
            yield

    def wait_for_wallets(self, wallet_ids: Iterable[str]) -> ExitStack:
        """Hold wallets until the result is closed, waiting for whoever has them; see ``hold_wallets``.

        Raises: HomeError when a lock file cannot be made.
        """
        with self._explained():
            return self._locks.take(wallet_ids)

    def try_hold_wallets(self, wallet_ids: Iterable[str]) -> ExitStack | None:
        """Hold wallets until the result is closed, or return ``None`` at once when another process has one of them.

        Raises: HomeError when a lock file cannot be made.
        """
        with self._explained():
            return self._locks.try_take(wallet_ids)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        path = self.path.with_name(self.path.name + ".lock")
        with self._explained():
            path.parent.mkdir(parents=True, exist_ok=True)
            lock = take_lock(path)
        with lock:
            if is_unborn(self.path):
                self._make()
            yield

    def _make(self) -> None:
        with (
            self._explained(),
            born_whole(self.path) as beside,
            self.open_engine() as engine,
            self._attached(engine, beside),
        ):
            engine.execute("checkpoint")

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise HomeError(
                f"{self._cannot()}: {error.strerror}: {error.filename}. Check that the folder is writable."
            ) from error

    @contextmanager
    def _attached(self, engine: Connection, path: Path) -> Iterator[None]:
        with ExitStack() as on_error:
            on_error.callback(engine.close)
            with self._refused():
                engine.execute(f"attach {quote(str(path))} as {ATTACHED} {_FORM}")
                engine.execute(f"use {ATTACHED}")
                migrate(engine, path)
            with self._full():
                yield
            _detach(engine)
            on_error.pop_all()

    @contextmanager
    def _full(self) -> Iterator[None]:
        try:
            yield
        except (duckdb.OutOfMemoryException, duckdb.IOException, duckdb.TransactionException) as error:
            raise StoreError(
                f"The warehouse {self.path} needs more memory or disk; nothing was changed. {error}"
            ) from error

    @contextmanager
    def _refused(self) -> Iterator[None]:
        try:
            yield
        except duckdb.Error as error:
            raise HomeError(
                f"{self._cannot()}: {error}. Close what else has it open; if it is damaged or no warehouse, move it "
                "away: a new one is made, and wallets are read again."
            ) from error

    def _cannot(self) -> str:
        return f"The warehouse {self.path} cannot be opened"


@contextmanager
def names_of_people(connection: Connection) -> Iterator[None]:
    """Let unqualified names be those of people's wallets as long as the block lasts, whatever they were."""
    (before,) = connection.execute("select current_setting('search_path')").fetchone() or ("",)
    _search(connection, "main")
    yield
    connection.execute(f"set search_path = {quote(before)}")


def _detach(engine: Connection) -> None:
    """Close the file; what was committed and does not fit into it waits in its log until there is room."""
    engine.execute("use memory")
    try:
        engine.execute(f"detach {ATTACHED}")
    except duckdb.Error:
        if engine.execute("select 1 from duckdb_databases() where database_name = ?", [ATTACHED]).fetchone():
            raise


def _search(connection: Connection, *schemas: str) -> None:
    connection.execute(f"set search_path = '{','.join(f'{ATTACHED}.{schema}' for schema in schemas)}'")
