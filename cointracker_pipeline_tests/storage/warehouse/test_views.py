"""What people see and take away: amounts in coins, exports, and nothing of a wallet that was deleted."""

from dataclasses import replace
from decimal import Decimal, localcontext
from pathlib import Path

import pytest

from cointracker_pipeline.blockchair.bitcoin_like import BitcoinLike
from cointracker_pipeline.domain.balance import ChainFigures, Counters
from cointracker_pipeline.domain.wallet import TrackedWallet, Wallet
from cointracker_pipeline.reports.portfolio import derive_portfolio
from cointracker_pipeline.storage.warehouse import (
    EXPORTED,
    FORMATS,
    SIDE,
    Lacking,
    Warehouse,
    delete_wallet_rows,
    export_table,
    note_stale_days,
    note_vain,
    store_steps,
    write_counters,
    write_token_balances,
    write_wallets,
)
from cointracker_pipeline.storage.warehouse.tracks import write_tracks
from cointracker_pipeline_tests.domain.paper_chain import make_row, make_rows
from cointracker_pipeline_tests.storage.warehouse.storing import NOW, complete_step, store_wallet
from cointracker_pipeline_tests.storage.warehouse.storing_tokens import NASTY, make_balance, store_transfers
from cointracker_pipeline_tests.sync.world import SMALL_BITCOIN

AMOUNTS = (1, -1, 0, 10**8, -(10**8) - 1, 99_999_999, 123_456_789_012_345_678_901_234_567_890 // 100)
TABLES = (
    "transactions",
    "pending_transactions",
    "cursors",
    "wallet_balances",
    "daily_balances",
    "rebuilt_transactions",
    "rebuilt_cursors",
    "wallet_counters",
    "mismatches",
    "stale_days",
    "vain_questions",
    "token_transfers",
    "token_balances",
    "tracks",
    "token_cursors",
    "wallet_numbers",
    "wallets",
)
WITHOUT_ROWS = ("wallets", "wallet_addresses")
"""What also names wallets, but neither of these."""
FIGURES = ChainFigures(1_000, 1, 1, Counters(1, 0, 1, 1))


def chain_of(name: str, decimals: int) -> BitcoinLike:
    """Return a chain with other decimals."""
    return replace(SMALL_BITCOIN, name=name, decimals=decimals)


@pytest.mark.parametrize(("decimals", "digits"), [(8, 28), (18, 38), (18, 30), (2, 22), (0, 20)])
def test_amounts_in_coins_are_exact(warehouse: Warehouse, decimals: int, digits: int) -> None:
    """In every view, for amounts of many digits, negative ones included."""
    wallet, most = Wallet("coin", "a"), int("123456789" * 5) % 10**digits
    amounts = [most, -most + 1, *(amount for amount in AMOUNTS if abs(amount) < 10**digits)]
    rows = [make_row(number, number, amount) for number, amount in enumerate(amounts)]
    with warehouse.transaction() as connection:
        store_wallet(connection, wallet, rows)
        derive_portfolio(connection, [chain_of("coin", decimals)], NOW)
        stored = connection.execute(
            "select balance_change::hugeint, balance_change_coins, symbol from transactions_display"
        ).fetchall()
        views = [
            connection.execute(f"select balance::hugeint, balance_coins from {view}_display").fetchall()
            for view in ("wallet_balances", "daily_balances", "portfolio")
        ]
    assert sorted(amount for amount, _, _ in stored) == sorted(amounts)
    with localcontext(prec=80):
        for amount, coins in [
            *((amount, coins) for amount, coins, _ in stored),
            *(row for view in views for row in view),
        ]:
            assert isinstance(coins, Decimal)
            assert coins == Decimal(amount).scaleb(-decimals)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("table", EXPORTED)
def test_an_export_is_the_same_for_the_same_data(warehouse: Warehouse, tmp_path: Path, table: str, form: str) -> None:
    """Byte by byte, in the order of the view, whatever the order in which the rows were stored."""
    wallets = [Wallet("coin", name) for name in ("b", "a")]
    rows = make_rows(height for height in range(100) for _ in range(700))
    with warehouse.transaction() as connection:
        for wallet in wallets:
            store_wallet(connection, wallet, rows)
        store_transfers(connection, NASTY, (3, 2, 1))
        write_token_balances(connection, [make_balance(NASTY, 6)])
        derive_portfolio(connection, [chain_of("coin", 8)], NOW)
        write_wallets(connection, [TrackedWallet(wallet) for wallet in wallets])
        connection.execute("insert into prices values ('coin', '2020-01-01', 'USD', 1, 'test')")
        counts = [export_table(connection, table, form, tmp_path / f"{name}'s.{form}") for name in "ab"]
    assert counts[0] == counts[1] > 0
    first, second = ((tmp_path / f"{name}'s.{form}").read_bytes() for name in "ab")
    assert first == second
    assert not list(tmp_path.glob(".*.part"))
    if form == "csv" and table == "transactions":
        lines = first.decode().splitlines()[1:]
        assert [line.split(",")[0] for line in lines] == ["coin:a"] * len(rows) + ["coin:b"] * len(rows)


def test_an_export_that_fails_leaves_the_old_file(warehouse: Warehouse, tmp_path: Path) -> None:
    """It is written beside it, and takes its place at the end."""
    path = tmp_path / "transactions.csv"
    path.write_text("old")
    with warehouse.transaction() as connection:
        store_wallet(connection, Wallet("coin", "a"), [make_row("large", 1, 10**37)])
        derive_portfolio(connection, [chain_of("coin", 0)], NOW)
    with pytest.raises(Exception, match="Conversion"), warehouse.transaction() as connection:
        export_table(connection, "transactions", "csv", path)
    assert path.read_text() == "old"


def test_deleting_a_wallet_removes_everything_about_it(warehouse: Warehouse) -> None:
    """And nothing about any other; how many transactions left is told."""
    gone, stays = Wallet("coin", "a"), Wallet("coin", "aa")
    with warehouse.transaction() as connection:
        for wallet in (gone, stays):
            store_wallet(connection, wallet, make_rows(range(7)), [make_row("waits", None)])
            store_steps(connection, [(wallet, replace(complete_step(wallet, make_rows(range(3))), pending=None))], SIDE)
            write_counters(connection, {wallet.wallet_id: FIGURES}, NOW)
            store_transfers(connection, NASTY, (3, 2, 1), wallet)
            write_token_balances(connection, [make_balance(NASTY, 6, wallet)])
            connection.execute("insert into mismatches values (?, 1, 0, 9, now()::timestamp)", [wallet.wallet_id])
            note_stale_days(connection, {wallet.wallet_id: NOW.date()})
            note_vain(connection, wallet.wallet_id, [Lacking("hash", 9, frozenset("0"))], NOW)
        write_tracks(connection, [(1, gone.wallet_id), (1, stays.wallet_id)])
        write_wallets(connection, [TrackedWallet(gone), TrackedWallet(stays, "label", ("tag",))])
        assert delete_wallet_rows(connection, gone.wallet_id) == 7
        assert delete_wallet_rows(connection, gone.wallet_id) == 0
    with warehouse.transaction() as connection:
        held = {
            table: {wallet for (wallet,) in connection.execute(f"select distinct wallet_id from {table}").fetchall()}
            for table in TABLES
        }
        columns = connection.execute(
            "select distinct c.table_name from information_schema.columns c join information_schema.tables t "
            "using (table_schema, table_name) where c.column_name = 'wallet_id' and t.table_type = 'BASE TABLE' "
            "and table_schema = 'main'"
        ).fetchall()
    assert held == {table: {stays.wallet_id} for table in TABLES}
    assert {name for (name,) in columns} == {*TABLES, *WITHOUT_ROWS}
