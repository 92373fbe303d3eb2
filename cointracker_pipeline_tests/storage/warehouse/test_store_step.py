"""One page in the store: what a step says is what is done."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from cointracker_pipeline.domain.cursor import Cursor, Step
from cointracker_pipeline.domain.transaction import Transaction
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.storage.warehouse import Change, Warehouse, read_newest, read_totals
from cointracker_pipeline_tests.domain.paper_chain import GENESIS, make_row, make_rows
from cointracker_pipeline_tests.domain.shelf import Shelf
from cointracker_pipeline_tests.storage.warehouse.storing import complete_step, store, walking_step

WALLET, OTHER = Wallet("bitcoin", "a"), Wallet("bitcoin", "b")
HEIGHTS = st.integers(0, 12)


@st.composite
def confirmed_rows(draw: st.DrawFn) -> list[Transaction]:
    """Draw rows, each hash at most once at a height."""
    keys = draw(st.lists(st.tuples(st.integers(0, 9), HEIGHTS), unique=True, max_size=12))
    return [make_row(name, height, draw(st.integers(-(10**37), 10**37))) for name, height in keys]


@st.composite
def steps(draw: st.DrawFn) -> Step:
    """Draw a step as ``advance`` makes them: its rows begin where it replaces."""
    start, below = draw(HEIGHTS), draw(st.none() | HEIGHTS)
    rows = [row for row in draw(confirmed_rows()) if (row.block_height or 0) >= start]
    waiting = draw(st.none() | st.lists(st.integers(0, 9), unique=True, max_size=3))
    pending = None if waiting is None else tuple(make_row(name, None, 5) for name in waiting)
    return Step(Cursor(WALLET.wallet_id, complete_height=start), tuple(rows), start, below, pending, finished=True)


@settings(max_examples=25, deadline=None)
@given(story=st.lists(steps(), min_size=1, max_size=4))
def test_the_store_does_what_the_model_does(story: list[Step]) -> None:
    """Whatever the pages: the same rows, the same that wait, and another wallet's rows stay as they are."""
    shelf, others = Shelf(), make_rows(range(12))
    with TemporaryDirectory() as folder:
        warehouse = Warehouse(Path(folder) / "w.duckdb")
        store(warehouse, OTHER, complete_step(OTHER, others, [make_row("waits", None)]))
        for step in story:
            before = set(shelf.rows)
            shelf.put(step)
            change = store(warehouse, WALLET, step)
            assert change.added - change.removed == len(shelf.rows) - len(before)
        with warehouse.transaction() as connection:
            stored = read_newest(connection, WALLET.wallet_id, 1_000)
            assert len(read_newest(connection, OTHER.wallet_id, 1_000)) == 13
    assert sorted(stored, key=repr) == sorted([*shelf.rows, *shelf.pending], key=repr)


def test_rows_that_only_return_are_no_change(warehouse: Warehouse) -> None:
    """A page stored twice adds and removes nothing the second time."""
    step = complete_step(WALLET, make_rows(range(5)))
    assert store(warehouse, WALLET, step) == Change(5, 0, GENESIS.date())
    assert store(warehouse, WALLET, step) == Change(0, 0, date.max)


def test_a_row_with_another_amount_is_another_row(warehouse: Warehouse) -> None:
    """It replaces the one that was there."""
    store(warehouse, WALLET, complete_step(WALLET, [make_row("a", 5, 10)]))
    assert store(warehouse, WALLET, complete_step(WALLET, [make_row("a", 5, 11)])) == Change(1, 1, GENESIS.date())
    with warehouse.transaction() as connection:
        assert read_totals(connection, [WALLET.wallet_id])[WALLET.wallet_id].balance == 11


def test_a_block_on_two_pages_is_stored_whole(warehouse: Warehouse) -> None:
    """Rows of the block that the page above began are added, and its own are not added twice."""
    rows = make_rows([7] * 6 + [3] * 2)
    store(warehouse, WALLET, walking_step(WALLET, rows[:4], 4, None))
    assert store(warehouse, WALLET, walking_step(WALLET, rows[2:], 8, 7)) == Change(4, 0, GENESIS.date())
    with warehouse.transaction() as connection:
        assert read_totals(connection, [WALLET.wallet_id])[WALLET.wallet_id].transaction_count == 8


def test_the_largest_amounts_survive(warehouse: Warehouse) -> None:
    """Thirty-eight digits either way, exactly."""
    most = 10**38 - 1
    store(warehouse, WALLET, complete_step(WALLET, [make_row("a", 5, most), make_row("b", 6, -most)]))
    store(warehouse, OTHER, complete_step(OTHER, [], [make_row("c", None, -most)]))
    with warehouse.transaction() as connection:
        assert {row.balance_change for row in read_newest(connection, WALLET.wallet_id, 9)} == {most, -most}
        assert read_newest(connection, OTHER.wallet_id, 9)[0].balance_change == -most


def test_the_newest_rows_come_first_and_those_that_wait_before_them(warehouse: Warehouse) -> None:
    """As many as were asked for."""
    store(warehouse, WALLET, complete_step(WALLET, make_rows([3, 9, 5]), [make_row("waits", None)]))
    with warehouse.transaction() as connection:
        newest = read_newest(connection, WALLET.wallet_id, 3)
    assert [row.block_height for row in newest] == [None, 9, 5]
