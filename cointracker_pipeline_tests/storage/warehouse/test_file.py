"""The file: made when needed, refused when it cannot be right, changed by whole transactions only."""

import os
from datetime import date
from pathlib import Path

import duckdb
import pytest

from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.errors import HomeError, StoreError
from cointracker_pipeline.storage.warehouse import (
    Warehouse,
    migrate,
    note_stale_days,
    read_cursor,
    read_totals,
    take_stale_days,
)
from cointracker_pipeline_tests.domain.paper_chain import make_rows
from cointracker_pipeline_tests.storage.warehouse.storing import complete_step, store

pytestmark = pytest.mark.usefixtures("from_scratch")

WALLET = Wallet("bitcoin", "a")
STEPS = sorted(Path(migrate.__file__).with_name("migrations").glob("*.sql"))
TABLES = {
    "transactions",
    "pending_transactions",
    "cursors",
    "wallet_balances",
    "daily_balances",
    "portfolio",
    "chains",
    "rebuilt_transactions",
    "rebuilt_cursors",
    "wallet_counters",
    "mismatches",
    "schema_versions",
}


def test_a_file_is_made_and_migrated_when_it_is_first_used(warehouse: Warehouse) -> None:
    """Its tables are there, and its form is written down once."""
    for _ in range(2):
        with warehouse.transaction() as connection:
            names = connection.execute(
                "select table_name from information_schema.tables where table_type = 'BASE TABLE'"
            )
            assert {name for (name,) in names.fetchall()} >= TABLES
            versions = connection.execute("select version from schema_versions order by version").fetchall()
            assert versions == [(number,) for number in range(1, len(STEPS) + 1)]


def test_a_migration_that_was_interrupted_is_done_again(warehouse: Warehouse) -> None:
    """The table of forms may be there without an entry."""
    with duckdb.connect(str(warehouse.path)) as connection:
        connection.execute("create table schema_versions (version integer not null, applied_at timestamp)")
    with warehouse.transaction() as connection:
        assert read_cursor(connection, "w").complete_height is None


def test_days_that_an_earlier_form_left_are_derived_once_more(warehouse: Warehouse) -> None:
    """Nobody noted then which rows came while their walk was under way."""
    with duckdb.connect(str(warehouse.path)) as connection:
        connection.execute("create table schema_versions (version integer not null, applied_at timestamp)")
        for number, step in enumerate(STEPS[:11], start=1):
            connection.execute(step.read_text())
            connection.execute("insert into schema_versions values (?, now()::timestamp)", [number])
        connection.execute("insert into cursors (wallet_id, reachable) values ('w', true)")
    with warehouse.transaction() as connection:
        assert take_stale_days(connection, ["v", "w"]) == {"w": date.min}
        assert take_stale_days(connection, ["v", "w"]) == {}
        note_stale_days(connection, {"w": date(2026, 1, 2)})
        note_stale_days(connection, {"w": date(2026, 1, 1), "v": date(2026, 1, 3)})
        assert take_stale_days(connection, ["w"]) == {"w": date(2026, 1, 1)}


@pytest.mark.parametrize("rest", ["w.duckdb", "w.duckdb.new", "w.duckdb.new.wal"])
def test_a_death_while_the_file_was_made_harms_nothing(tmp_path: Path, rest: str) -> None:
    """What is left may be empty or half a file; the next opening makes it, and nothing else stays."""
    warehouse = Warehouse(tmp_path / "w.duckdb")
    (tmp_path / rest).write_bytes(b"" if rest == "w.duckdb" else b"half a header")
    with warehouse.transaction() as connection:
        assert read_cursor(connection, "w").complete_height is None
    assert {one.name for one in tmp_path.iterdir()} == {"w.duckdb", "w.duckdb.lock"}


def test_a_link_to_a_place_without_a_file_is_followed(tmp_path: Path) -> None:
    """The file is made where the link leads, and the link stays."""
    warehouse = Warehouse(tmp_path / "link.duckdb")
    warehouse.path.symlink_to(tmp_path / "elsewhere.duckdb")
    with warehouse.transaction() as connection:
        connection.execute("insert into second_currency values ('EUR')")
    assert warehouse.path.is_symlink()
    with duckdb.connect(str(tmp_path / "elsewhere.duckdb"), read_only=True) as connection:
        assert connection.execute("select currency from second_currency").fetchall() == [("EUR",)]


def test_others_read_the_file_under_any_name(warehouse: Warehouse, tmp_path: Path) -> None:
    """What it holds does not go by the name that it has here."""
    with warehouse.transaction() as connection:
        connection.execute("insert into second_currency values ('EUR')")
    with duckdb.connect() as connection:
        connection.execute(f"attach '{warehouse.path}' as elsewhere (read_only)")
        connection.execute("use elsewhere")
        views = connection.execute("select schema_name, view_name from duckdb_views() where not internal").fetchall()
        assert len(views) > 5
        for schema, view in views:
            connection.execute(f"select * from {schema}.{view}").fetchall()


def test_a_file_of_an_older_form_gets_that_of_today(warehouse: Warehouse) -> None:
    """Checkpoints of older forms write the places of everything that is stored."""
    with duckdb.connect(str(warehouse.path), config={"storage_compatibility_version": "v1.0.0"}) as connection:
        connection.execute("create table mine as select 1 as one")
    for _ in range(2):
        with warehouse.transaction() as connection:
            assert connection.execute("select one from mine").fetchall() == [(1,)]
            connection.execute("insert into second_currency values ('EUR')")
    with duckdb.connect(str(warehouse.path), read_only=True) as connection:
        (found,) = connection.execute("select tags from duckdb_databases() where not internal").fetchall()
        assert found == ({"storage_version": "v1.4.0+"},)


def test_a_file_of_a_newer_version_is_refused(warehouse: Warehouse) -> None:
    """Nothing in it is touched; the message says what to install."""
    with warehouse.transaction() as connection:
        connection.execute("insert into schema_versions values (99, null)")
    with pytest.raises(StoreError, match=r"has form 99; .*Install the newer version"), warehouse.transaction():
        pass


@pytest.mark.parametrize("content", [b"not a database", b"\0" * 20_000, os.urandom(9_000)])
def test_a_file_that_is_no_warehouse_is_left_alone(warehouse: Warehouse, content: bytes) -> None:
    """The message names it and says what to do."""
    warehouse.path.write_bytes(content)
    with pytest.raises(HomeError, match=r"cointracker\.duckdb cannot be opened.*move it away"), warehouse.transaction():
        pass
    assert warehouse.path.read_bytes() == content


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """A home below something that is no folder, say."""
    (tmp_path / "file").write_text("")
    warehouse = Warehouse(tmp_path / "file" / "cointracker.duckdb")
    with pytest.raises(HomeError, match="Check that the folder is writable"), warehouse.transaction():
        pass
    with pytest.raises(HomeError, match="Check that the folder is writable"), warehouse.hold_wallets(["bitcoin:a"]):
        pass


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_named(tmp_path: Path) -> None:
    """The kernel's own reason is in the message."""
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(HomeError, match="Permission denied"), Warehouse(tmp_path / "w.duckdb").transaction():
            pass
    finally:
        tmp_path.chmod(0o700)


def test_a_transaction_that_fails_changes_nothing(warehouse: Warehouse) -> None:
    """Rows and cursor are as they were, and the file can be used at once."""
    store(warehouse, WALLET, complete_step(WALLET, make_rows(range(5))))
    with pytest.raises(ZeroDivisionError):
        _delete_and_fail(warehouse)
    with warehouse.transaction() as connection:
        assert read_totals(connection, [WALLET.wallet_id])[WALLET.wallet_id].transaction_count == 5
        assert read_cursor(connection, WALLET.wallet_id).complete_height == 1_000


def test_a_statement_that_fails_changes_nothing_either(warehouse: Warehouse) -> None:
    """The database's own error comes through, not one of the clean-up after it."""
    store(warehouse, WALLET, complete_step(WALLET, make_rows(range(5))))
    with pytest.raises(duckdb.ConversionException), warehouse.transaction() as connection:
        connection.execute("delete from transactions; select 'x'::integer")
    with warehouse.transaction() as connection:
        assert read_totals(connection, [WALLET.wallet_id])[WALLET.wallet_id].transaction_count == 5


def _delete_and_fail(warehouse: Warehouse) -> None:
    with warehouse.transaction() as connection:
        connection.execute("delete from transactions; delete from cursors")
        raise ZeroDivisionError
