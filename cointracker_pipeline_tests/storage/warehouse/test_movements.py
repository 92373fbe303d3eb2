"""Stored rows become movements: merged, described, priced, and in one order."""

import random
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from tempfile import TemporaryFile
from typing import Any

import pytest

from cointracker_pipeline.chains import load_chains
from cointracker_pipeline.domain.movement import Movement
from cointracker_pipeline.domain.transaction import Transaction
from cointracker_pipeline.domain.wallet import TrackedWallet, Wallet
from cointracker_pipeline.reports.portfolio import write_chains
from cointracker_pipeline.storage.warehouse import (
    Wanted,
    Warehouse,
    spool_movements,
    write_wallets,
)
from cointracker_pipeline.storage.warehouse.movements import SLICE_ROWS
from cointracker_pipeline_tests.domain.paper_chain import GENESIS, make_row
from cointracker_pipeline_tests.storage.warehouse.storing import store_wallet

COLD, HOT, BOBS = (Wallet("bitcoin", name) for name in ("cold", "hot", "bobs"))
TRACKED = (
    TrackedWallet(COLD, "=cold", ("a", "b"), owner="Ann"),
    TrackedWallet(HOT, owner="Ann", tags=("b",)),
    TrackedWallet(BOBS, owner="Bob"),
)


PAYING = {COLD: -9, HOT: 8}


def movements(
    warehouse: Warehouse, currency: str = "USD", slice_rows: int = SLICE_ROWS, **wanted: Any
) -> list[Movement]:
    """Return what is read back after it was copied."""
    with TemporaryFile() as file:
        with warehouse.transaction() as connection:
            spooled = spool_movements(connection, file, Wanted(**wanted), currency, slice_rows)
        return list(spooled.read())


@pytest.fixture
def stored(warehouse: Warehouse) -> Warehouse:
    """Three wallets: cold pays hot in block 2, and bobs in block 3, where somebody pays hot as well."""
    rows: dict[Wallet, Sequence[Transaction]] = {
        COLD: [make_row("both", 3, -7), make_row("within", 2, -100), make_row("first", 1, 10**30)],
        HOT: [make_row("same", 3, 5), make_row("nothing", 3, 0), make_row("within", 2, 90)],
        BOBS: [make_row("both", 3, 6)],
    }
    with warehouse.transaction() as connection:
        write_chains(connection, load_chains().values())
        write_wallets(connection, TRACKED)
        for wallet, own in rows.items():
            store_wallet(connection, wallet, own, [make_row("waits", None)])
        connection.execute("insert into prices values ('bitcoin', '2020-01-01', 'USD', 7000.5, 'test')")
        connection.execute("insert into prices values ('bitcoin', '2020-01-01', 'EUR', 6000, 'test')")
    return warehouse


def test_every_movement_is_there_in_order(stored: Warehouse) -> None:
    """The oldest first, amounts exact; what changed nothing and what still waits is not there."""
    assert [(one.tx_hash, one.address, one.balance_change, one.fee) for one in movements(stored)] == [
        ("hash-first", "cold", 10**30, 0),
        ("hash-within", "cold", -100, 0),
        ("hash-within", "hot", 90, 0),
        ("hash-both", "bobs", 6, 0),
        ("hash-both", "cold", -7, 0),
        ("hash-same", "hot", 5, 0),
    ]


def test_a_movement_knows_its_wallet_and_price(stored: Warehouse) -> None:
    """Label, owner, tags, coin and the day's price in the asked currency come along."""
    first = movements(stored, "eur")[0]
    assert first == Movement(
        wallet_id="bitcoin:cold",
        chain="bitcoin",
        address="cold",
        symbol="BTC",
        decimals=8,
        tx_hash="hash-first",
        block_height=1,
        block_time=GENESIS + timedelta(minutes=10),
        balance_change=10**30,
        fee=0,
        price=Decimal(6000),
        is_own_transfer=False,
        label="=cold",
        owner="Ann",
        tags=("a", "b"),
    )
    assert {one.price for one in movements(stored)} == {Decimal("7000.5")}
    assert {one.price for one in movements(stored, "CHF")} == {None}


def test_own_transfers_have_one_owner_on_both_sides(stored: Warehouse) -> None:
    """A payment between owners is none, and two receipts in one block are none."""
    assert {one.tx_hash for one in movements(stored) if one.is_own_transfer} == {"hash-within"}


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        ({"wallet_ids": ["bitcoin:hot"]}, 2),
        ({"owners": ["Bob"]}, 1),
        ({"tags": ["a"]}, 3),
        ({"tags": ["a", "b"]}, 5),
        ({"owners": ["Ann"], "tags": ["nobody's"]}, 0),
        ({"first_day": date(2020, 1, 1), "last_day": date(2020, 1, 1)}, 6),
        ({"first_day": date(2020, 1, 2)}, 0),
        ({"last_day": date(2019, 12, 31)}, 0),
    ],
)
def test_only_what_is_wanted(stored: Warehouse, wanted: dict[str, Any], count: int) -> None:
    """Wallets, owners, tags and days all narrow it; both days are included."""
    found = movements(stored, **wanted)
    assert len(found) == count
    assert found == [one for one in movements(stored) if one in found]


def test_an_own_transfer_stays_one_when_the_other_side_is_not_wanted(stored: Warehouse) -> None:
    """It is told from all wallets, not only from those that are exported."""
    assert [one.is_own_transfer for one in movements(stored, wallet_ids=["bitcoin:hot"])] == [True, False]


def test_parts_and_fee_are_one_movement(warehouse: Warehouse) -> None:
    """Several calls of one transaction and its fee are one row: the sum, and the fee beside it."""
    rows = [
        Transaction("tx", 5, GENESIS, -1000, "0"),
        Transaction("tx", 5, GENESIS, 400, "0,1"),
        Transaction("tx", 5, GENESIS, -21, "fee"),
        Transaction("failed", 4, GENESIS, -30, "fee"),
    ]
    random.Random(1).shuffle(rows)
    with warehouse.transaction() as connection:
        write_chains(connection, load_chains().values())
        write_wallets(connection, TRACKED)
        store_wallet(connection, COLD, rows)
    failed, sent = movements(warehouse)
    assert (sent.balance_change, sent.fee, sent.moved, sent.kind) == (-621, 21, -600, "send")
    assert (failed.balance_change, failed.fee, failed.moved, failed.kind) == (-30, 30, 0, "fee")


def test_wallets_are_written_anew(warehouse: Warehouse) -> None:
    """A wallet that is no longer tracked leaves, one that is renamed has its new name."""
    with warehouse.transaction() as connection:
        write_wallets(connection, TRACKED)
        write_wallets(connection, [TrackedWallet(COLD, "new", ("x",), owner="Ann")])
        rows = connection.execute("select * from wallets").fetchall()
    assert rows == [("bitcoin:cold", "bitcoin", "cold", "new", "Ann", ["x"])]


@pytest.mark.parametrize("slice_rows", [1, 5, 40])
def test_many_are_read_in_spans_of_days(warehouse: Warehouse, slice_rows: int) -> None:
    """However few rows are sorted at once, all movements are there, in the same order."""
    rows = {
        wallet: [make_row(height, height, sign) for height in range(0, 1_500, 37)] for wallet, sign in PAYING.items()
    }
    with warehouse.transaction() as connection:
        write_chains(connection, load_chains().values())
        write_wallets(connection, TRACKED)
        for wallet, own in rows.items():
            store_wallet(connection, wallet, own)
    found = movements(warehouse, slice_rows=slice_rows)
    assert found == movements(warehouse)
    assert [one.block_height for one in found] == [height for height in range(0, 1_500, 37) for _ in PAYING]
    assert all(one.is_own_transfer for one in found)
