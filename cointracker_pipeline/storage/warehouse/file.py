"""The DuckDB file: opened for one short transaction at a time, under a fair lock."""

import zlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import duckdb
import pandas as pd  # noqa: F401 - DuckDB imports it at its first parameter: then not while everybody waits for the lock

from cointracker_pipeline.errors import HomeError, StoreError
from cointracker_pipeline.storage.warehouse.lock import take_lock
from cointracker_pipeline.storage.warehouse.migrate import migrate

Connection = duckdb.DuckDBPyConnection

_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "threads": 2,
    "memory_limit": "384MB",
    "preserve_insertion_order": False,
    # Nothing is ever downloaded at run time.
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}

WALLET_LOCKS = 256


class Warehouse:
    """What the chains say, in one DuckDB file.

    While one process has the file open no other can open it, not even to read. So nobody keeps a connection:
    a transaction lasts as long as the ``with`` block, and nothing in a block waits for the network.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Open the file for one transaction: committed when the block ends, rolled back when it raises.

        The file is created and migrated when needed.

        Raises: HomeError when the file cannot be opened, StoreError when a newer version wrote it.
        """
        with self._locked(), self._opened() as connection:
            migrate(connection, self.path)
            connection.begin()
            try:
                yield connection
            except BaseException:
                connection.rollback()
                raise
            connection.commit()

    @contextmanager
    def hold_wallets(self, wallet_ids: Iterable[str]) -> Iterator[None]:
        """Hold wallets for one sync: another run that wants one waits, and then finds it up to date.

        Wallets share a fixed number of lock files, so two may rarely wait for each other without need. The files are
        taken in their order, so that two runs never wait for each other for ever.

        Raises: HomeError when a lock file cannot be made.
        """
        stripes = {zlib.crc32(wallet_id.encode()) % WALLET_LOCKS for wallet_id in wallet_ids}
        with ExitStack() as held:
            for stripe in sorted(stripes):
                held.enter_context(self._hold(self.path.with_name("locks") / f"{stripe:02x}"))
            yield

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with self._hold(self.path.with_name(self.path.name + ".lock")):
            yield

    @contextmanager
    def _hold(self, path: Path) -> Iterator[None]:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            lock = take_lock(path)
        except OSError as error:
            raise HomeError(
                f"{self._cannot()}: {error.strerror}: {path}. Check that the folder is writable."
            ) from error
        with lock:
            yield

    @contextmanager
    def _opened(self) -> Iterator[Connection]:
        try:
            connection = duckdb.connect(str(self.path), config=_CONFIG)
        except duckdb.Error as error:
            raise HomeError(
                f"{self._cannot()}: {error}. Close what else has it open; if it is damaged or no warehouse, move it "
                "away: a new one is made, and wallets are read again."
            ) from error
        try:
            yield connection
        except duckdb.OutOfMemoryException as error:
            raise StoreError(f"{self._cannot()}: it needs more memory or disk. {error}") from error
        finally:
            connection.close()

    def _cannot(self) -> str:
        return f"The warehouse {self.path} cannot be opened"
