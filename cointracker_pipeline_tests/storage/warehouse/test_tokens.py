"""Tokens in the warehouse: the text is the amount, what is scaled is exact or missing, and names do no harm."""

import csv
from dataclasses import replace
from decimal import Decimal, localcontext
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cointracker_pipeline.domain.cursor import Cursor
from cointracker_pipeline.domain.token import Token
from cointracker_pipeline.storage.warehouse import (
    Warehouse,
    export_table,
    read_token_balances,
    read_token_cursors,
    read_transfer_totals,
    write_token_balances,
)
from cointracker_pipeline_tests.storage.warehouse.storing_tokens import NASTY, WALLET, make_balance, store_transfers

AMOUNTS = (0, 1, 10**18, 10**19 + 1, 10**37, 10**38, int("7" * 60), 2**256 - 1)


@pytest.mark.parametrize("decimals", [0, 1, 6, 18, 24, 36, None, 77, -3, "x"])
def test_amounts_of_any_size_come_back_whole(warehouse: Warehouse, decimals: int | str | None) -> None:
    """As text always, in whole tokens where the decimals are known, and scaled exactly or not at all."""
    token = Token("0x" + "22" * 20, "Token", "TKN", decimals)
    with warehouse.transaction() as connection:
        store_transfers(connection, token, AMOUNTS)
        write_token_balances(connection, [make_balance(token, AMOUNTS[-1])])
        rows = connection.execute(
            "select value, change, change_scaled, change_tokens from token_transfers_display order by transfer_id"
        ).fetchall()
        totals = read_transfer_totals(connection)
        (balance,) = read_token_balances(connection)
    assert [int(value) for value, *_ in rows] == [int(change) for _, change, *_ in rows] == list(AMOUNTS)
    assert totals[WALLET.wallet_id, token.address].change == sum(AMOUNTS)
    assert (balance.balance, balance.decimals) == (AMOUNTS[-1], token.decimals)
    with localcontext(prec=200):
        for amount, (_, _, scaled, shown) in zip(AMOUNTS, rows, strict=True):
            exact = Decimal(amount).scaleb(-(token.decimals or 0))
            assert Decimal(shown) == exact
            assert scaled in (None, exact)
            fits = token.decimals is not None and exact < 10**20 and exact == round(exact, 18)
            assert (scaled is not None) == fits


@settings(max_examples=15, deadline=None)
@given(changes=st.lists(st.integers(1 - 2**256, 2**256 - 1), min_size=1, max_size=30))
def test_sums_are_those_of_integers(tmp_path_factory: pytest.TempPathFactory, changes: list[int]) -> None:
    """Whatever their signs and sizes, to the last digit."""
    warehouse = Warehouse(tmp_path_factory.mktemp("sums") / "cointracker.duckdb")
    with warehouse.transaction() as connection:
        for change in changes:
            connection.execute(
                "insert into token_transfers values ('w', 'c', 't', 1, 'h', 1, now()::timestamp, '', '', '0', ?, null)",
                [str(change)],
            )
        totals = read_transfer_totals(connection, "w", "t")["w", "t"]
    assert (totals.change, totals.count) == (sum(changes), len(changes))


def test_a_negative_amount_is_told_in_whole_tokens(warehouse: Warehouse) -> None:
    """The sign stands before all digits."""
    with warehouse.transaction() as connection:
        found = connection.execute(
            "select in_tokens('-5', 3), in_tokens('-12345', 3), in_tokens('0', 2), in_tokens('-7', null), "
            "in_tokens('7', 0), in_tokens(null, 18)"
        ).fetchone()
    assert found == ("-0.005", "-12.345", "0.00", "-7", "7", None)


def test_spam_of_the_worst_kind_harms_no_table(warehouse: Warehouse, tmp_path: Path) -> None:
    """Neither formula, markup, control character nor a balance that is none leaves the file as more than text."""
    worst = replace(NASTY, stated_decimals=10**40)
    with warehouse.transaction() as connection:
        write_token_balances(
            connection, [make_balance(NASTY, 10**90), make_balance(replace(worst, address="0x3"), None)]
        )
        for table in ("token_balances", "token_transfers"):
            export_table(connection, table, "csv", tmp_path / f"{table}.csv")
    with (tmp_path / "token_balances.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["balance"] for row in rows] == [str(10**90), ""]
    for row in rows:
        assert row["decimals"] in ("18", "")
        assert not set(row["name"]) & set("\x1b\n<>\u202e")
        assert row["name"][0] == row["symbol"][0] == "'"


def test_cursors_and_balances_of_tokens_come_back(warehouse: Warehouse) -> None:
    """A balance is replaced, not repeated; a cursor tells how far each token is stored."""
    with warehouse.transaction() as connection:
        store_transfers(connection, NASTY, (1, 2))
        write_token_balances(connection, [make_balance(NASTY, 5)])
        read = make_balance(NASTY, 5, transfers_sum=3, transfer_count=2, chain_transfer_count=2, listed_balance=5)
        write_token_balances(connection, [read])
        assert read_token_balances(connection, [WALLET.wallet_id]) == [read]
        assert read_token_balances(connection, ["another"]) == []
        assert read_token_cursors(connection, WALLET.wallet_id) == {
            NASTY.address: Cursor(WALLET.wallet_id, complete_height=1_000)
        }
        stored = connection.execute("select unexplained, proven from token_balances").fetchall()
    assert stored == [("2", False)]
