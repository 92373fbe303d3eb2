"""Threads of one process read the warehouse together: one turn of the lock and one opening for all of them."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from threading import Condition

import duckdb

from cointracker_pipeline.storage.warehouse.file import ATTACHED, Connection, Warehouse

JOIN_SECONDS = 0.15
"""How long after the opening others may join: after that they wait for the next turn, so that writers get theirs.

Whoever misses it waits for a commit as well, up to half a second; at 50 ms, a page took a quarter longer.
"""

PAUSE_SECONDS = 0.002
"""How long the file stays closed: the kernel wakes who waits for it, but whoever asks at once would be faster."""


@dataclass(slots=True, eq=False)
class _Opening:
    """The file while it is opened, open, or closed; ``readers`` are in it or wait for it."""

    stack: ExitStack = field(default_factory=ExitStack)
    readers: int = 1
    connection: Connection | None = None
    join_until: float = 0.0
    error: BaseException | None = None
    is_sound: bool = True

    def may_join(self) -> bool:
        """Whether a newcomer need not wait for the next opening."""
        if not self.readers:
            return False
        return self.connection is None or time.monotonic() < self.join_until


class SharedReading:
    """The warehouse for the readers of one process.

    The file is opened for the first of them, kept open for those that come within ``JOIN_SECONDS``, and closed when
    the last one leaves: neither readers nor the writers of other processes starve. Nobody should stay longer than a
    query takes. The DuckDB that it is attached to stays, until something goes wrong in it.
    """

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse
        self._changed = Condition()
        self._opening: _Opening | None = None
        self._engine: Connection | None = None
        self._closed_at = 0.0

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """Let the block read as of one moment, together with other threads; it cannot write.

        Raises: HomeError and StoreError as ``Warehouse.transaction`` does.
        """
        opening = self._enter()
        try:
            with _shared(opening) as cursor:
                yield cursor
        finally:
            self._leave(opening)

    def _enter(self) -> _Opening:
        with self._changed:
            while self._opening and not self._opening.may_join():
                self._changed.wait()
            joined = self._opening
            if joined:
                joined.readers += 1
                self._changed.wait_for(lambda: joined.connection or joined.error)
                return joined
            opening = self._opening = _Opening()
        self._open(opening)
        return opening

    def _open(self, opening: _Opening) -> None:
        time.sleep(max(0.0, self._closed_at + PAUSE_SECONDS - time.monotonic()))
        connection = None
        try:
            connection = self._engine = self._engine or self._warehouse.open_engine()
            opening.stack.enter_context(self._warehouse.attached(connection))
        except BaseException as error:  # those who wait for it must not wait for ever, whatever it is
            opening.error, opening.is_sound, connection = error, False, None
        with self._changed:
            opening.connection, opening.join_until = connection, time.monotonic() + JOIN_SECONDS
            self._changed.notify_all()

    def _leave(self, opening: _Opening) -> None:
        with self._changed:
            opening.readers -= 1
            if opening.readers:
                return
        try:
            opening.stack.close()
        except BaseException:
            opening.is_sound = False
            raise
        finally:
            if self._engine and not opening.is_sound:
                self._engine.close()
                self._engine = None
            with self._changed:
                self._opening, self._closed_at = None, time.monotonic()
                self._changed.notify_all()


@contextmanager
def _shared(opening: _Opening) -> Iterator[Connection]:
    if opening.connection is None:
        raise opening.error or RuntimeError("The warehouse is neither open nor is there a reason.")
    with opening.connection.cursor() as cursor:
        try:
            cursor.execute(f"use {ATTACHED}")
            cursor.execute("begin transaction read only")
            yield cursor
        except duckdb.Error:
            opening.is_sound = False
            raise
