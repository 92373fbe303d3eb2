"""Several processes with one file: nobody is refused, nothing is lost, whoever is killed leaves nothing partial."""

import time
from random import Random
from typing import Any

import pytest

from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.storage.warehouse import Warehouse, read_cursor, read_totals
from cointracker_pipeline_tests.domain.paper_chain import make_row
from cointracker_pipeline_tests.storage.warehouse.storing import store, walking_step
from cointracker_pipeline_tests.sync.processes import pipe, run_together, running

pytestmark = pytest.mark.usefixtures("from_scratch")

WRITERS, PAGES, PAGE = 3, 15, 200


def write_pages(warehouse: Warehouse, name: str, told: Any = None, first: int = 0, last: int = PAGES) -> None:
    """Store page after page of a wallet, each with its number in the cursor, and tell of each that is stored."""
    wallet = Wallet("bitcoin", name)
    for page in range(first, last):
        height = 900_000 - page
        rows = [make_row(f"{name}-{page}-{number}", height, 1) for number in range(PAGE)]
        store(warehouse, wallet, walking_step(wallet, rows, page + 1, height + 1 if page else None))
        if told is not None:
            told.send(page + 1)


def read_often(warehouse: Warehouse) -> None:
    """Read all wallets again and again: only whole pages may ever be seen."""
    for _ in range(PAGES):
        with warehouse.transaction() as connection:
            for name in range(WRITERS):
                check_whole(connection, f"writer-{name}")


def check_whole(connection: Any, name: str) -> int:
    """Compare a wallet's rows with its cursor, and return the number of its pages."""
    wallet_id = Wallet("bitcoin", name).wallet_id
    walk = read_cursor(connection, wallet_id).walk
    pages = walk.rows_read if walk else 0
    assert read_totals(connection, [wallet_id])[wallet_id].transaction_count == pages * PAGE
    return pages


def test_processes_write_and_read_at_once(warehouse: Warehouse) -> None:
    """They begin on a file that does not exist yet; each ends well, and every page is there once."""
    work = [(warehouse, f"writer-{number}") for number in range(WRITERS)]
    codes = run_together(_write_or_read, [*work, (warehouse, ""), (warehouse, "")])
    assert codes == [0] * (WRITERS + 2)
    with warehouse.transaction() as connection:
        assert [check_whole(connection, name) for _, name in work] == [PAGES] * WRITERS
        distinct = connection.execute(
            "select count(distinct (wallet_id, tx_hash)), count(*) from transactions"
        ).fetchone()
    assert distinct == (WRITERS * PAGES * PAGE, WRITERS * PAGES * PAGE)


def _write_or_read(warehouse: Warehouse, name: str) -> None:
    if name:
        write_pages(warehouse, name)
    else:
        read_often(warehouse)


def test_a_wallet_is_held_by_one_process_at_a_time(warehouse: Warehouse) -> None:
    """Who wants it waits; another wallet is free."""
    with warehouse.hold_wallets(["bitcoin:a"]):
        receiver, sender = pipe()
        with running(_hold, warehouse, "bitcoin:b", sender):
            assert receiver.poll(20)
        receiver, sender = pipe()
        with running(_hold, warehouse, "bitcoin:a", sender):
            assert not receiver.poll(0.3)


def _hold(warehouse: Warehouse, wallet_id: str, told: Any) -> None:
    with warehouse.hold_wallets([wallet_id]):
        told.send(wallet_id)


def test_a_process_killed_in_the_middle_of_commits_loses_nothing_it_told_of(warehouse: Warehouse) -> None:
    """Every page that was stored is there; of the one that was being stored, all or nothing."""
    random, stored = Random(3), 0
    for _ in range(10):
        receiver, sender = pipe()
        with running(write_pages, warehouse, "killed", sender, stored, stored + 500) as process:
            assert receiver.poll(60)
            time.sleep(random.uniform(0, 0.08))
            process.kill()
            process.join()
            told = stored
            while receiver.poll():
                told = receiver.recv()
        with warehouse.transaction() as connection:
            stored = check_whole(connection, "killed")
        assert stored in {told, told + 1}


def test_a_lock_ends_with_its_process(warehouse: Warehouse) -> None:
    """A killed process holds nobody up."""
    receiver, sender = pipe()
    with running(_hold_for_ever, warehouse, sender) as process:
        assert receiver.poll(60)
        process.kill()
        process.join()
        with warehouse.hold_wallets(["bitcoin:a"]), warehouse.transaction() as connection:
            assert read_totals(connection, ["bitcoin:a"])["bitcoin:a"].transaction_count == 0


def _hold_for_ever(warehouse: Warehouse, told: Any) -> None:
    with warehouse.hold_wallets(["bitcoin:a"]), warehouse.transaction():
        told.send(True)
        time.sleep(600)
