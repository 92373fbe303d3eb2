"""Numbers of wallets: every row carries that of its wallet, and people do not see it."""

import duckdb
import pytest

from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.storage.warehouse import (
    EXPORTED,
    SIDE,
    Warehouse,
    delete_wallet_rows,
    read_newest,
    read_totals,
    replace_by_side,
    store_steps,
)
from cointracker_pipeline.storage.warehouse.numbers import give_numbers
from cointracker_pipeline_tests.domain.paper_chain import make_rows
from cointracker_pipeline_tests.storage.warehouse.storing import complete_step, store_wallet
from cointracker_pipeline_tests.storage.warehouse.test_file import STEPS

pytestmark = pytest.mark.usefixtures("from_scratch")

A, B, C = (Wallet("bitcoin", name) for name in "abc")
OLD_ROW = "(wallet_id, chain, tx_hash, part, block_height, block_time, balance_change, exact)"


def test_wallets_are_numbered_as_they_come(warehouse: Warehouse) -> None:
    """A number stays, asked for again or not; who comes later gets the next."""
    with warehouse.transaction() as connection:
        assert give_numbers(connection, ["b", "a", "b"]) == {"b": 1, "a": 2}
        assert give_numbers(connection, ["c", "a"]) == {"a": 2, "c": 3}
        assert give_numbers(connection, []) == {}


def test_rows_carry_the_number_of_their_wallet(warehouse: Warehouse) -> None:
    """However they got there: by a page, by many at once, from a side copy, and after a deletion."""
    with warehouse.transaction() as connection:
        store_wallet(connection, A, make_rows(range(3)))
        store_steps(connection, [(one, complete_step(one, make_rows(range(2)))) for one in (B, C)])
        delete_wallet_rows(connection, A.wallet_id)
        store_steps(connection, [(B, complete_step(B, make_rows(range(5))))], SIDE)
        replace_by_side(connection, [B.wallet_id])
        store_wallet(connection, A, make_rows(range(4)))
        for table in ("transactions", "daily_balances"):
            assert _find_strays(connection, f"main.{table}", "main") == []
        totals = read_totals(connection, [A.wallet_id, B.wallet_id, C.wallet_id])
    assert [one.transaction_count for one in totals.values()] == [4, 5, 2]


def test_no_view_for_people_has_the_number(warehouse: Warehouse) -> None:
    """It means nothing outside this file."""
    with warehouse.transaction() as connection:
        for view, _ in EXPORTED.values():
            names = [name for name, *_ in connection.execute(f"describe {view}").fetchall()]
            assert "wallet_no" not in names


def test_a_file_of_an_older_form_is_numbered(warehouse: Warehouse) -> None:
    """Rows of all four tables stay as they are, each with its wallet's number."""
    tables = [f"{schema}.{name}" for schema in ("main", "members") for name in ("transactions", "rebuilt_transactions")]
    with duckdb.connect(str(warehouse.path)) as connection:
        connection.execute("create table schema_versions (version integer not null, applied_at timestamp)")
        for number, step in enumerate(STEPS[:9], start=1):
            connection.execute(step.read_text())
            connection.execute("insert into schema_versions values (?, now()::timestamp)", [number])
        for name in ("transactions", "rebuilt_transactions"):
            connection.execute(f"create table members.{name} as select * from {name}")
        for place, table in enumerate(tables):
            for wallet in ("x", f"only-{place}", "y"):
                row = [wallet, f"hash-{place}"]
                connection.execute(f"insert into {table} {OLD_ROW} values (?, 'c', ?, '', 7, now(), 123, false)", row)
    with warehouse.transaction() as connection:
        for place, table in enumerate(tables):
            assert _find_strays(connection, table, table.split(".")[0]) == []
            kept = connection.execute(f"select wallet_id, tx_hash, balance_change, exact from {table}").fetchall()
            assert sorted(kept) == [(one, f"hash-{place}", 123, False) for one in (f"only-{place}", "x", "y")]
        assert [row.tx_hash for row in read_newest(connection, "x", 9)] == ["hash-0"]


def _find_strays(connection: duckdb.DuckDBPyConnection, table: str, schema: str) -> list[tuple[object, ...]]:
    """Return the rows of a table whose number is not their wallet's."""
    return connection.execute(
        f"select t.wallet_id from {table} t left join {schema}.wallet_numbers n using (wallet_id) "
        "where n.wallet_no is distinct from t.wallet_no"
    ).fetchall()
