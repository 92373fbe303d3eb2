"""A side copy takes the place of what people read: afterwards one is the other, and the difference is told."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from cointracker_pipeline.domain.cursor import Cursor
from cointracker_pipeline.domain.transaction import Transaction
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.storage.warehouse import (
    LIVE,
    SIDE,
    Connection,
    Copy,
    Differences,
    Warehouse,
    drop_side,
    read_cursor,
    read_newest,
    read_totals,
    replace_by_side,
    store_steps,
)
from cointracker_pipeline_tests.domain.paper_chain import make_row, make_rows
from cointracker_pipeline_tests.storage.warehouse.storing import complete_step

WALLET, OTHER = Wallet("bitcoin", "a"), Wallet("bitcoin", "b")
ROWS = st.lists(st.builds(make_row, st.integers(0, 4), st.integers(0, 3), st.integers(1, 2)), max_size=8)
"""The same hash may be there at several heights, as two coinbases of 2010 are, and a row may be stored twice."""


def put(connection: Connection, wallet: Wallet, rows: Iterable[Transaction], copy: Copy = LIVE) -> None:
    """Store a wallet's whole history in one of the copies."""
    store_steps(connection, [(wallet, complete_step(wallet, list(rows)))], copy)


def count_rows(connection: Connection, wallet: Wallet, copy: Copy = LIVE) -> Counter[tuple[object, ...]]:
    """Return how often each row is stored."""
    sql = f"select tx_hash, block_height, block_time, balance_change::bigint from {copy.transactions}"
    return Counter(connection.execute(f"{sql} where wallet_id = ?", [wallet.wallet_id]).fetchall())


def compare(old: Iterable[Transaction], new: Iterable[Transaction]) -> Differences:
    """Return what a person would say differs: rows of the same hash are the same row in another form."""
    before, after = Counter(old), Counter(new)
    gone = Counter(row.tx_hash for row in (before - after).elements())
    come = Counter(row.tx_hash for row in (after - before).elements())
    changed = (gone & come).total()
    return Differences(come.total() - changed, gone.total() - changed, changed)


@settings(max_examples=40, deadline=None)
@given(ROWS, ROWS, ROWS)
def test_afterwards_people_read_the_side_copy(
    old: list[Transaction], new: list[Transaction], others: list[Transaction]
) -> None:
    """Row by row, as often as it has them; no other wallet's rows move, and the side copy is gone."""
    with TemporaryDirectory() as folder, Warehouse(Path(folder) / "w.duckdb").transaction() as connection:
        put(connection, WALLET, old)
        put(connection, WALLET, new, SIDE)
        put(connection, OTHER, others)
        put(connection, OTHER, old, SIDE)
        expected, untouched = count_rows(connection, WALLET, SIDE), count_rows(connection, OTHER)
        assert replace_by_side(connection, [WALLET.wallet_id]) == {WALLET.wallet_id: compare(old, new)}
        assert count_rows(connection, WALLET) == expected
        assert count_rows(connection, OTHER) == untouched
        assert not count_rows(connection, WALLET, SIDE)
        assert count_rows(connection, OTHER, SIDE).total() == len(old)
        assert read_cursor(connection, WALLET.wallet_id, SIDE) == Cursor(WALLET.wallet_id)


def test_a_row_that_is_stored_twice_is_surplus_once(warehouse: Warehouse) -> None:
    """Also where another one is missing as often, so that the numbers of rows agree."""
    first, second = make_rows(range(2))
    with warehouse.transaction() as connection:
        put(connection, WALLET, [first, first])
        put(connection, WALLET, [first, second], SIDE)
        assert replace_by_side(connection, [WALLET.wallet_id]) == {WALLET.wallet_id: Differences(missing=1, surplus=1)}
        assert read_totals(connection, [WALLET.wallet_id])[WALLET.wallet_id].balance == 3


def test_two_coinbases_of_one_hash_are_two_rows(warehouse: Warehouse) -> None:
    """Both may have changed."""
    with warehouse.transaction() as connection:
        put(connection, WALLET, [make_row("coinbase", 91_722), make_row("coinbase", 91_880)])
        put(connection, WALLET, [make_row("coinbase", 91_812), make_row("coinbase", 91_842)], SIDE)
        assert replace_by_side(connection, [WALLET.wallet_id]) == {WALLET.wallet_id: Differences(changed=2)}
        assert sorted(str(key[1]) for key in count_rows(connection, WALLET)) == ["91812", "91842"]


def test_what_waits_goes_on_waiting_unless_it_is_confirmed(warehouse: Warehouse) -> None:
    """The side copy has only confirmed rows to say so."""
    waiting = [make_row("waits", None), make_row("confirmed", None)]
    with warehouse.transaction() as connection:
        put(connection, WALLET, [make_row("confirmed", 5)], SIDE)
        store_steps(connection, [(WALLET, complete_step(WALLET, [], waiting))])
        replace_by_side(connection, [WALLET.wallet_id])
        newest = [(row.tx_hash, row.block_height) for row in read_newest(connection, WALLET.wallet_id, 9)]
    assert newest == [("hash-waits", None), ("hash-confirmed", 5)]


def test_a_side_copy_that_is_dropped_leaves_no_trace(warehouse: Warehouse) -> None:
    """What people read, and other wallets' side copies, stay."""
    with warehouse.transaction() as connection:
        put(connection, WALLET, make_rows(range(3)))
        for wallet in (WALLET, OTHER):
            put(connection, wallet, make_rows(range(5)), SIDE)
        drop_side(connection, [WALLET.wallet_id])
        counts = [count_rows(connection, one, copy).total() for one in (WALLET, OTHER) for copy in (LIVE, SIDE)]
    assert counts == [3, 0, 0, 5]
