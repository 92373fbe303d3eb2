"""The addresses behind keys have tables of their own, like those that people read."""

from datetime import timedelta

import pytest

from cointracker_pipeline.domain.balance import ChainFigures
from cointracker_pipeline.domain.cursor import Cursor
from cointracker_pipeline.domain.transaction import Transaction
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.storage.warehouse import (
    Connection,
    Member,
    Warehouse,
    add_members,
    delete_members,
    find_keys,
    find_split_keys,
    net_members,
    prove_balances,
    read_key_balances,
    read_members,
    read_newest,
)
from cointracker_pipeline.storage.warehouse.members import TABLES, align_members
from cointracker_pipeline_tests.domain.paper_chain import make_row
from cointracker_pipeline_tests.storage.warehouse.storing import NOW, store_wallet

pytestmark = pytest.mark.usefixtures("from_scratch")

KEY, OTHER = "coin:key", "coin:other"
A, B = Wallet("coin", "a"), Wallet("coin", "b")
COLUMNS = """
    select column_name, data_type, column_default from duckdb_columns()
    where schema_name = ? and table_name = ? order by column_index
"""


def store_member(connection: Connection, wallet: Wallet, rows: list[Transaction], tip: int = 100) -> None:
    """Store an address's history, proven at a height."""
    store_wallet(connection, wallet, rows)
    figures = ChainFigures(tip, sum(row.balance_change for row in rows), None)
    prove_balances(connection, [(wallet, Cursor(wallet.wallet_id, tip), figures)], NOW)


def members_of(key_id: str, *wallets: Wallet) -> list[Member]:
    """Return addresses as those of a key's first branch."""
    return [Member(key_id, wallet, 0, index) for index, wallet in enumerate(wallets)]


@pytest.mark.parametrize("table", TABLES)
def test_both_schemas_have_the_same_columns(warehouse: Warehouse, table: str) -> None:
    """In the same order and with the same defaults, also after a migration that changed only what people read."""
    with warehouse.transaction() as connection:
        connection.execute(f"alter table main.{table} add column extra integer default 7")
        align_members(connection)
        of_main, of_members = (connection.execute(COLUMNS, [one, table]).fetchall() for one in ("main", "members"))
        align_members(connection)
    assert of_main == of_members
    assert of_main[-1] == ("extra", "INTEGER", "7")


def test_unqualified_names_are_those_of_the_addresses(warehouse: Warehouse) -> None:
    """The same code stores there; what people read does not change, and other tables are found all the same."""
    with warehouse.of_members().transaction() as connection:
        store_member(connection, A, [make_row("t", 1, 5)])
        assert connection.execute("select count(*) from wallets").fetchone() == (0,)
    with warehouse.transaction() as connection:
        assert read_newest(connection, A.wallet_id, 9) == []
        assert connection.execute("select count(*) from members.transactions").fetchone() == (1,)


def test_rows_of_one_transaction_are_one_row(warehouse: Warehouse) -> None:
    """Its change is the sum; what the addresses did apart stays apart; and once more moves nothing."""
    with warehouse.of_members().transaction() as connection:
        add_members(connection, members_of(KEY, A, B))
        store_member(connection, A, [make_row("in", 1, 50), make_row("move", 2, -50)])
        store_member(connection, B, [make_row("move", 2, 48), make_row("out", 3, -8)])
        first, second = net_members(connection, [KEY]), net_members(connection, [KEY])
        balance = read_key_balances(connection, [KEY])[KEY]
    with warehouse.transaction() as connection:
        rows = read_newest(connection, KEY, 9)
    assert [(row.tx_hash, row.balance_change) for row in rows] == [("hash-out", -8), ("hash-move", -2), ("hash-in", 50)]
    assert (first[KEY].added, first[KEY].removed) == (3, 0)
    assert (second[KEY].added, second[KEY].removed) == (0, 0)
    assert (balance.balance, balance.chain_balance, balance.transaction_count, balance.proven) == (40, 40, 3, True)


def test_a_key_is_exact_and_explained(warehouse: Warehouse) -> None:
    """Whatever columns its tables have besides: a chain with keys shows all that changes a balance."""
    with warehouse.of_members().transaction() as connection:
        add_members(connection, members_of(KEY, A))
        store_member(connection, A, [make_row("in", 1, 50)])
        net_members(connection, [KEY])
        balance = connection.execute("select exact, unexplained::bigint from main.wallet_balances").fetchall()
        rows = connection.execute("select exact from main.transactions").fetchall()
    assert (balance, rows) == ([(True, 0)], [(True,)])


def test_what_lies_above_the_lowest_height_waits(warehouse: Warehouse) -> None:
    """Half of a transfer is no spend: until the other address is looked at, the balance is that of the block before."""
    with warehouse.of_members().transaction() as connection:
        add_members(connection, members_of(KEY, A, B))
        store_member(connection, A, [make_row("in", 1, 50), make_row("move", 101, -50)], tip=101)
        store_member(connection, B, [], tip=100)
        net_members(connection, [KEY])
        half = read_key_balances(connection, [KEY])[KEY]
        assert find_split_keys(connection, [KEY]) == {KEY}
        assert read_newest(connection, KEY, 9) == []  # nothing of a key is among the addresses' rows
        waiting = connection.execute("select tx_hash, balance_change::bigint from main.pending_transactions").fetchall()
        store_member(connection, B, [make_row("move", 101, 48)], tip=101)
        net_members(connection, [KEY])
        whole = read_key_balances(connection, [KEY])[KEY]
        assert find_split_keys(connection, [KEY]) == set()
    assert (half.balance, half.tip_height, half.proven) == (50, 100, True)
    assert waiting == [("hash-move", -50)]
    assert (whole.balance, whole.tip_height, whole.proven) == (48, 101, True)


def test_one_unproven_address_makes_its_key_unproven(warehouse: Warehouse) -> None:
    """Even where differences of two addresses cancel out."""
    with warehouse.of_members().transaction() as connection:
        add_members(connection, members_of(KEY, A, B))
        for wallet, wrong in ((A, 1), (B, -1)):
            store_member(connection, wallet, [make_row("t", 1, 5)])
            figures = ChainFigures(100, 5 + wrong, None)
            prove_balances(connection, [(wallet, Cursor(wallet.wallet_id, 100), figures)], NOW + timedelta(hours=1))
        net_members(connection, [KEY])
        balance = read_key_balances(connection, [KEY])[KEY]
    assert (balance.balance, balance.chain_balance, balance.proven) == (10, 10, False)


def test_an_address_of_two_keys_stays_while_one_is_left(warehouse: Warehouse) -> None:
    """Deleting a key removes what is its alone."""
    with warehouse.of_members().transaction() as connection:
        add_members(connection, [*members_of(KEY, A, B), *members_of(OTHER, B)])
        add_members(connection, members_of(KEY, A, B))
        store_member(connection, A, [make_row("t", 1, 5)])
        store_member(connection, B, [make_row("u", 1, 6)])
        assert find_keys(connection, [B.wallet_id]) == [KEY, OTHER]
        delete_members(connection, KEY)
        left = connection.execute("select distinct wallet_id from transactions").fetchall()
        found = read_members(connection, [OTHER, "coin:unknown"])
    assert left == [(B.wallet_id,)]
    assert [(one.wallet, one.transactions, one.is_used) for one in found[OTHER]] == [(B, 1, True)]
    assert found["coin:unknown"] == []


def test_a_migration_that_was_cut_short_is_completed(warehouse: Warehouse) -> None:
    """Rows in both schemas, and a death between the migration and what follows from it: the next opening goes on."""
    for each in (warehouse, warehouse.of_members()):
        with each.transaction() as connection:
            store_member(connection, A, [make_row("t", 1, 5)])
    for column in ("one", "two"):
        with warehouse.transaction() as connection:
            connection.execute(f"alter table transactions add column {column} integer default 7")
    with warehouse.transaction() as connection:
        connection.execute("update schema_versions set applied_at = null where version = 5")
    with warehouse.of_members().transaction() as connection:
        assert connection.execute("select one, two, balance_change::bigint from transactions").fetchall() == [(7, 7, 5)]
        assert connection.execute("select count(*) from schema_versions where applied_at is null").fetchone() == (0,)
