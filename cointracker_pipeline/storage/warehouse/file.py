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


class Warehouse:
    """What the chains say, in one DuckDB file.

    While one process has the file open no other can open it, not even to read. So nobody keeps a connection:
    a transaction lasts as long as the ``with`` block, and nothing in a block waits for the network.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._locks = WalletLocks(path.with_name("locks"))
        self._search_path = "main"

    def of_members(self) -> Self:
        """Return the same file, in which unqualified names are those of the addresses behind keys.

        Tables that they do not have are found among those that people read.
        """
        other = copy(self)
        other._search_path = f"{SCHEMA},main"
        return other

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Open the file for one transaction: committed when the block ends, rolled back when it raises.

        The file is created and migrated when needed.

        Raises: HomeError when the file cannot be opened, StoreError when a newer version wrote it or when there is no
        room for what is written.
        """
        with self.opened() as connection:
            connection.execute(f"set search_path = '{self._search_path}'")
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
        with self._locked(), self._opened(self.path) as connection:
            migrate(connection, self.path)
            yield connection

    @contextmanager
    def attached(self, engine: Connection) -> Iterator[None]:
        """Attach the file to a DuckDB of ``open_engine`` as ``ATTACHED``, and detach it when the block ends.

        For whoever opens it again and again: it takes a third of the time. Cursors of ``engine`` say ``use`` first.

        Raises: as ``transaction`` does; the engine is not to be used again then.
        """
        with self._locked(), self._refused():
            engine.execute(f"attach {quote(str(self.path))} as {ATTACHED}")
            engine.execute(f"use {ATTACHED}")
            migrate(engine, self.path)
            yield
            engine.execute("use memory")
            engine.execute(f"detach {ATTACHED}")

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
        with self._explained(), born_whole(self.path) as beside, self._opened(beside) as connection:
            migrate(connection, self.path)
            connection.execute("checkpoint")

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise HomeError(
                f"{self._cannot()}: {error.strerror}: {error.filename}. Check that the folder is writable."
            ) from error

    @contextmanager
    def _opened(self, path: Path) -> Iterator[Connection]:
        with self._refused():
            connection = duckdb.connect(str(path), config=_CONFIG)
        try:
            yield connection
        except (duckdb.OutOfMemoryException, duckdb.IOException, duckdb.TransactionException) as error:
            raise StoreError(
                f"The warehouse {self.path} needs more memory or disk; nothing was changed. {error}"
            ) from error
        finally:
            connection.close()

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
