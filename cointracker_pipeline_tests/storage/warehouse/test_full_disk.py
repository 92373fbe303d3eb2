"""A disk that is full: said in our words, and nothing is half stored."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.errors import StoreError
from cointracker_pipeline.storage.warehouse import Change, SharedReading, Warehouse, read_totals
from cointracker_pipeline_tests.domain.paper_chain import GENESIS, make_rows
from cointracker_pipeline_tests.storage.warehouse.storing import complete_step, store

pytestmark = pytest.mark.usefixtures("from_scratch")

WALLET = Wallet("bitcoin", "a")


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    """Let the kernel refuse to make any file of this process larger."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_what_does_not_fit_is_not_stored_and_says_so(warehouse: Warehouse) -> None:
    """What was stored before stays, and more is stored once there is room."""
    store(warehouse, WALLET, complete_step(WALLET, make_rows(range(10))))
    many = complete_step(WALLET, make_rows(range(80_000)))
    with no_file_larger_than(warehouse.path.stat().st_size), pytest.raises(StoreError, match="memory or disk"):
        store(warehouse, WALLET, many)
    with warehouse.transaction() as connection:
        assert read_totals(connection, [WALLET.wallet_id])[WALLET.wallet_id].transaction_count == 10
    assert store(warehouse, WALLET, many) == Change(79_990, 0, GENESIS.date())


def test_what_fits_into_the_log_alone_is_stored(warehouse: Warehouse) -> None:
    """It is said to be stored, and read again and again, though the file cannot grow; later it is in the file."""
    store(warehouse, WALLET, complete_step(WALLET, make_rows(range(10))))
    reading, log = SharedReading(warehouse), warehouse.path.with_name(f"{warehouse.path.name}.wal")
    with no_file_larger_than(warehouse.path.stat().st_size):
        assert store(warehouse, WALLET, complete_step(WALLET, make_rows(range(200)))) == Change(190, 0, GENESIS.date())
        assert log.exists()
        for _ in range(3):
            with reading.connection() as connection:
                assert read_totals(connection, [WALLET.wallet_id])[WALLET.wallet_id].transaction_count == 200
    with warehouse.transaction() as connection:
        assert read_totals(connection, [WALLET.wallet_id])[WALLET.wallet_id].transaction_count == 200
    assert not log.exists()
