"""Threads that read together, while other processes write."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import duckdb
import pytest

from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.errors import HomeError
from cointracker_pipeline.storage.warehouse import SharedReading, Warehouse, read_cursor, read_totals
from cointracker_pipeline.storage.warehouse.reading import JOIN_SECONDS
from cointracker_pipeline_tests.domain.paper_chain import make_rows
from cointracker_pipeline_tests.storage.warehouse.storing import complete_step, store
from cointracker_pipeline_tests.storage.warehouse.test_processes import PAGES, check_whole, write_pages
from cointracker_pipeline_tests.sync.processes import pipe, running

READERS = 8
WALLET = Wallet("bitcoin", "a")


def test_readers_share_one_opening_and_then_close_it(warehouse: Warehouse) -> None:
    """All are in it at once, though only one process can open the file; afterwards it is free for any other."""
    store(warehouse, WALLET, complete_step(WALLET, make_rows(range(5))))
    shared, together = SharedReading(warehouse), Barrier(READERS, timeout=30)

    def read(_: int) -> int:
        with shared.connection() as connection:
            together.wait()
            return read_totals(connection, [WALLET.wallet_id])[WALLET.wallet_id].transaction_count

    with ThreadPoolExecutor(READERS) as pool:
        assert list(pool.map(read, range(READERS))) == [5] * READERS
    with duckdb.connect(str(warehouse.path)) as connection:
        assert connection.execute("select count(*) from transactions").fetchone() == (5,)


def test_who_comes_late_waits_for_the_next_opening(warehouse: Warehouse) -> None:
    """Otherwise a stream of readers would keep writers out for ever."""
    shared = SharedReading(warehouse)

    def read() -> float:
        with shared.connection():
            return time.monotonic()

    with ThreadPoolExecutor(1) as pool:
        with shared.connection():
            time.sleep(JOIN_SECONDS * 2)
            late = pool.submit(read)
            time.sleep(JOIN_SECONDS * 2)
            left = time.monotonic()
        assert late.result(30) >= left


def test_a_reader_sees_what_was_committed_before_it_and_cannot_write(warehouse: Warehouse) -> None:
    """Each opening is anew."""
    shared = SharedReading(warehouse)
    for pages in (1, 2):
        write_pages(warehouse, "writer", None, pages - 1, pages)
        with shared.connection() as connection:
            assert check_whole(connection, "writer") == pages
    with pytest.raises(duckdb.Error, match="read-only"), shared.connection() as connection:
        connection.execute("delete from transactions")
    with shared.connection() as connection:
        assert check_whole(connection, "writer") == 2


def test_a_file_that_cannot_be_opened_is_told_to_all_who_wait(warehouse: Warehouse) -> None:
    """Each of them gets the error, and when it is mended the next one reads."""
    warehouse.path.write_bytes(b"not a database")
    shared = SharedReading(warehouse)

    def read(_: int) -> str:
        with pytest.raises(HomeError) as caught, shared.connection():
            pass
        return str(caught.value)

    with ThreadPoolExecutor(READERS) as pool:
        assert all("cannot be opened" in one for one in pool.map(read, range(READERS)))
    warehouse.path.unlink()
    with shared.connection() as connection:
        assert read_cursor(connection, "w").complete_height is None


def test_readers_and_a_writer_in_another_process_both_get_on(warehouse: Warehouse) -> None:
    """Threads that read without a pause see only whole pages, and all pages are written meanwhile."""
    write_pages(warehouse, "writer-0", None, 0, 1)
    shared, seen = SharedReading(warehouse), [set[int]() for _ in range(READERS)]
    receiver, sender = pipe()
    with running(_write, warehouse, sender) as process, ThreadPoolExecutor(READERS) as pool:
        assert receiver.poll(60)
        list(pool.map(lambda mine: _read_until(shared, mine), seen))
        process.join(60)
        assert process.exitcode == 0
    assert all(len(mine) > 2 for mine in seen)


def _write(warehouse: Warehouse, told: Any) -> None:
    write_pages(warehouse, "writer-0", told, 1)


def _read_until(shared: SharedReading, seen: set[int]) -> None:
    until = time.monotonic() + 60
    while PAGES not in seen:
        assert time.monotonic() < until
        with shared.connection() as connection:
            seen.add(check_whole(connection, "writer-0"))
