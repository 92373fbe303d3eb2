"""Each wallet's days are what plain arithmetic says."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from cointracker_pipeline.domain.balance import Moved
from cointracker_pipeline.domain.transaction import Transaction
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.reports.chart import MOST_POINTS, read_daily
from cointracker_pipeline.reports.daily_balances import derive_wallets
from cointracker_pipeline.storage.warehouse import Connection, Warehouse, store_steps
from cointracker_pipeline_tests.domain.paper_chain import GENESIS
from cointracker_pipeline_tests.storage.warehouse.storing import complete_step, store_wallet

WALLET, OTHER = Wallet("bitcoin", "a"), Wallet("bitcoin", "b")
Day = tuple[date, int, int, int]


def row_at(number: int, hours: int, change: int) -> Transaction:
    """Return a row some hours after the start; heights rise with the number only."""
    return Transaction(f"hash-{number}", number, GENESIS + timedelta(hours=hours), change)


HISTORIES = st.lists(st.tuples(st.integers(0, 200), st.integers(-(10**35), 10**35)), max_size=25).map(
    lambda pairs: [row_at(number, hours, change) for number, (hours, change) in enumerate(pairs)]
)


def days_of(rows: Sequence[Transaction]) -> list[Day]:
    """Return day, change, balance at its end, and number of rows, by hand."""
    balance, days = 0, list[Day]()
    for day in sorted({row.block_time.date() for row in rows}):
        changes = [row.balance_change for row in rows if row.block_time.date() == day]
        balance += sum(changes)
        days.append((day, sum(changes), balance, len(changes)))
    return days


def stored_days(connection: Connection, wallet: Wallet) -> list[Day]:
    """Return the stored days of a wallet, in order."""
    rows = connection.execute(
        "select day, balance_change, balance, transaction_count from daily_balances where wallet_id = ? order by day",
        [wallet.wallet_id],
    ).fetchall()
    return [(day, int(change), int(balance), count) for day, change, balance, count in rows]


@settings(max_examples=25, deadline=None)
@given(first=HISTORIES, second=HISTORIES)
def test_days_are_what_plain_arithmetic_says(first: list[Transaction], second: list[Transaction]) -> None:
    """One row a day with movement; derived again after a change, and nothing of another wallet is touched."""
    with TemporaryDirectory() as folder, Warehouse(Path(folder) / "w.duckdb").transaction() as connection:
        store_wallet(connection, OTHER, first)
        store_wallet(connection, WALLET, first)
        store_wallet(connection, WALLET, second)
        assert stored_days(connection, WALLET) == days_of(second)
        before = places_of(connection)
        derive_wallets(connection, [Moved(WALLET.wallet_id)])
        assert places_of(connection) == before
        assert stored_days(connection, OTHER) == days_of(first)


@settings(max_examples=25, deadline=None)
@given(old=HISTORIES, kept=st.integers(0, 25), hours=st.integers(0, 200), change=st.integers(-(10**35), 10**35))
def test_what_came_or_went_tells_from_which_day_on(old: list[Transaction], kept: int, hours: int, change: int) -> None:
    """The newest rows leave, another comes: days before those of all of them need not be derived again."""
    kept = min(kept, len(old))
    new = [*old[:kept], row_at(99, hours, change)]
    touched = [row.block_time.date() for row in (*old[kept:], new[-1])]
    with TemporaryDirectory() as folder, Warehouse(Path(folder) / "w.duckdb").transaction() as connection:
        store_wallet(connection, WALLET, old)
        step = replace(complete_step(WALLET, new[kept:]), replace_from=kept)
        (change_of_rows,) = store_steps(connection, [(WALLET, step)])
        assert change_of_rows.since == min(touched)
        total = sum(row.balance_change for row in new)
        derive_wallets(connection, [Moved(WALLET.wallet_id, change_of_rows.since, total)])
        assert stored_days(connection, WALLET) == days_of(new)


def test_days_before_the_one_that_moved_are_not_looked_at(warehouse: Warehouse) -> None:
    """Where nothing moved nothing is written."""
    with warehouse.transaction() as connection:
        store_wallet(connection, WALLET, [row_at(day, 24 * day, 1) for day in range(3)])
        connection.execute("update daily_balances set balance = 77 where day = ?", [GENESIS.date()])
        derive_wallets(connection, [Moved(WALLET.wallet_id, GENESIS.date() + timedelta(days=1), 3)])
        derive_wallets(connection, [Moved(WALLET.wallet_id, date.max, 3)])
        assert [balance for _, _, balance, _ in stored_days(connection, WALLET)] == [77, 2, 3]


def test_a_night_writes_its_own_day_alone(warehouse: Warehouse) -> None:
    """Days that stay as they are stay where they are in the file."""
    rows = [row_at(day, 24 * day, 1) for day in range(50)]
    with warehouse.transaction() as connection:
        store_wallet(connection, WALLET, rows)
        before = places_of(connection)
        store_wallet(connection, WALLET, [*rows, row_at(50, 24 * 50, 1)])
        after = places_of(connection)
        assert (len(before), len(after - before), len(before - after)) == (50, 1, 0)
        store_wallet(connection, WALLET, rows)
        assert places_of(connection) == before


def places_of(connection: Connection) -> set[tuple[int, date]]:
    """Return where each day is stored."""
    return set(connection.execute("select rowid, day from daily_balances").fetchall())


def test_midnight_utc_divides_the_days(warehouse: Warehouse) -> None:
    """A second before belongs to the day before."""
    midnight = datetime(2026, 1, 2)  # noqa: DTZ001 - UTC without a zone
    rows = [Transaction("a", 1, midnight - timedelta(seconds=1), 5), Transaction("b", 2, midnight, 7)]
    with warehouse.transaction() as connection:
        store_wallet(connection, WALLET, rows)
        stored = stored_days(connection, WALLET)
    assert stored == [(date(2026, 1, 1), 5, 5, 1), (date(2026, 1, 2), 7, 12, 1)]


def test_a_picture_gets_no_more_points_than_it_can_show(warehouse: Warehouse) -> None:
    """The newest day is always among them; a short history is whole."""
    with warehouse.transaction() as connection:
        for days in (0, 1, MOST_POINTS, MOST_POINTS + 1, 10 * MOST_POINTS + 7):
            store_wallet(connection, WALLET, [row_at(day, 24 * day, 1) for day in range(days)])
            points = read_daily(connection, WALLET.wallet_id)
            assert len(points) <= MOST_POINTS
            assert len(points) == days or days > MOST_POINTS
            assert not days or points[-1] == (GENESIS.date() + timedelta(days=days - 1), days)
            assert points == sorted(points)
