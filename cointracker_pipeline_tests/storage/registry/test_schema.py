"""The tables: made once, the same by migration as by declaration, refused when too new."""

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from cointracker_pipeline.domain.alert import Alert
from cointracker_pipeline.domain.wallet import TrackedWallet, Wallet
from cointracker_pipeline.errors import StoreError
from cointracker_pipeline.storage.registry import OPERATOR, Registry, SyncEnd, WalletSummary
from cointracker_pipeline.storage.registry.engine import Database
from cointracker_pipeline.storage.registry.migrate import make_config
from cointracker_pipeline.storage.registry.tables import REVISION, metadata

pytestmark = pytest.mark.usefixtures("from_scratch")

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_WALLET = text(
    "insert into wallets (wallet_id, chain, address, label, tags, added_at) "
    """values (:id, 'bitcoin', :address, 'first', '["a"]', 0)"""
)

_OLD_SYNC = text(
    "insert into sync_runs (run_id, wallet_id, kind, outcome, rows_added, pages, millipoints, error, started_at) "
    "values ('old', 'bitcoin:a', 'refresh', 'running', 0, 0, 0, '', 0)"
)

_OLD_UPLOAD = text(
    "insert into uploads (file_name, sha256, accepted, refused, report_path, uploaded_at) "
    "values ('a.csv', 'aa', 1, 0, '', 0)"
)

_OLD_SUMMARY = text(
    "insert into wallet_summaries (wallet_id, chain, balance, pending, proven, complete, transaction_count) "
    "values (:id, 'bitcoin', '7', '-1', :proven, true, 3)"
)


def _make_folder_of(database: Database) -> None:
    if database.path is not None:
        database.path.parent.mkdir(parents=True, exist_ok=True)


def test_the_migrations_end_where_this_version_stands() -> None:
    """The newest script is the revision the code expects, and the numbers have no gap."""
    scripts = ScriptDirectory.from_config(make_config())
    assert scripts.get_current_head() == REVISION
    revisions = sorted(script.revision for script in scripts.walk_revisions())
    assert revisions == [f"{number:04}" for number in range(1, len(revisions) + 1)]


def test_the_migrated_tables_are_the_declared_ones(registry: Registry, url: str) -> None:
    """Alembic finds nothing to change after the migrations have run."""
    database = Database(url)
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found = compare_metadata(context, metadata)
    database.close()
    assert found == []
    assert registry.list_wallets() == []


def test_a_registry_of_the_first_form_is_brought_up_to_date(url: str) -> None:
    """Its wallets are all there, nobody's yet, and everything new can be written."""
    database = Database(url)
    wallet, other = Wallet("bitcoin", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"), Wallet("bitcoin", "b")
    with Registry(url) as registry:
        _make_folder_of(database)
        with database.writing() as connection:
            command.upgrade(make_config(connection), "0001")
            connection.execute(_FIRST_WALLET, {"id": wallet.wallet_id, "address": wallet.address})
        registry.prepare()
        assert registry.list_wallets() == [TrackedWallet(wallet, "first", ("a",), EPOCH)]
        registry.add_wallets([TrackedWallet(wallet, owner="Ann"), TrackedWallet(other, owner="Bob")], EPOCH)
        assert [one.owner for one in registry.list_wallets()] == ["Ann", "Bob"]
        assert registry.raise_alert(Alert("kind", "", "title", "text"), "key", EPOCH)
    database.close()


def test_a_registry_of_the_second_form_keeps_its_syncs(url: str) -> None:
    """Nothing is told of what they found, and what the next one finds can be written."""
    database = Database(url)
    with Registry(url) as registry:
        _make_folder_of(database)
        with database.writing() as connection:
            command.upgrade(make_config(connection), "0002")
            connection.execute(_OLD_SYNC)
        registry.prepare()
        sync_id = registry.start_sync("new", "bitcoin:a", "resync", EPOCH)
        registry.finish_syncs([SyncEnd(sync_id, "succeeded", 1, 1, 1, "", 1, 0, 0)], EPOCH)
        assert [(one.run_id, one.missing) for one in registry.list_syncs()] == [("new", 1), ("old", None)]
    database.close()


def test_a_registry_of_the_fourth_form_gives_all_it_holds_to_the_operator(url: str) -> None:
    """What was said of wallets and which files came; tags can be searched by, and the next person is another."""
    database = Database(url)
    wallet = Wallet("bitcoin", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa")
    with Registry(url) as registry:
        _make_folder_of(database)
        with database.writing() as connection:
            command.upgrade(make_config(connection), "0004")
            connection.execute(_FIRST_WALLET, {"id": wallet.wallet_id, "address": wallet.address})
            connection.execute(text("update wallets set owner = 'Bob', note = 'x'"))
            connection.execute(_OLD_UPLOAD)
        registry.prepare()
        assert registry.list_tracked(OPERATOR) == [TrackedWallet(wallet, "first", ("a",), EPOCH, "Bob", "x")]
        assert [(one.upload_id, one.person_id) for one in registry.list_uploads()] == [(1, OPERATOR)]
        ann = registry.add_person("Ann", "member", EPOCH)
        assert ann.person_id == OPERATOR + 1
        assert registry.record_upload("a.csv", "aa", 1, 0, "", EPOCH, ann.person_id)
        assert [one.person_id for one in registry.list_uploads()] == [ann.person_id, OPERATOR]
        with database.reading() as connection:
            tags = connection.execute(text("select person_id, wallet_id, tag from track_tags")).all()
        assert [tuple(one) for one in tags] == [(OPERATOR, wallet.wallet_id, "a")]
    database.close()


def test_a_registry_of_the_eighth_form_keeps_its_figures(url: str) -> None:
    """Until a wallet is synced next, it is proven or not, and nothing tells why."""
    database = Database(url)
    ids = ("bitcoin:a", "bitcoin:b")
    with Registry(url) as registry:
        _make_folder_of(database)
        with database.writing() as connection:
            command.upgrade(make_config(connection), "0008")
        registry.add_wallets([TrackedWallet(Wallet(*one.split(":"))) for one in ids], EPOCH)
        with database.writing() as connection:
            connection.execute(_OLD_SUMMARY, [{"id": one, "proven": one == ids[0]} for one in ids])
        registry.prepare()
        old = [WalletSummary(one, "bitcoin", 7, -1, None, one == ids[0], True, 3, None, None) for one in ids]
        assert registry.find_summaries(ids) == {one.wallet_id: one for one in old}
        assert [one.state for one in registry.list_wallet_page(OPERATOR).rows] == ["proven", "not proven"]
        assert registry.write_summaries([old[0], replace(old[1], unproven_as="inexact")]) == 1
        assert [one.state for one in registry.list_wallet_page(OPERATOR).rows] == ["proven", "not exact yet"]
    database.close()


def test_a_registry_can_be_prepared_again(registry: Registry) -> None:
    """Nothing happens to what it holds."""
    registry.record_upload("a.csv", "aa", 1, 0, "", datetime.now(UTC))
    registry.prepare()
    assert registry.find_upload("aa") is not None


def test_a_registry_of_a_newer_version_is_refused(registry: Registry, url: str) -> None:
    """The message says what to do, and nothing is changed."""
    database = Database(url)
    with database.writing() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    database.close()
    with pytest.raises(StoreError, match=r"newer version.*9999.*update this installation"):
        registry.prepare()


def test_an_interrupted_migration_leaves_no_trace(sqlite_url: str, tmp_path: Path) -> None:
    """A failure in the middle takes back the tables already made; the next start does it all."""
    (tmp_path / "home").mkdir()
    database = Database(sqlite_url)
    with database.writing() as connection:
        connection.execute(text("create table uploads (x integer)"))
    with Registry(sqlite_url) as registry:
        with pytest.raises(StoreError, match="already exists"):
            registry.prepare()
        with database.writing() as connection:
            connection.execute(text("drop table uploads"))
        registry.prepare()
        assert registry.list_uploads() == []
    database.close()


def test_sqlite_is_set_up_for_many_processes(sqlite_url: str) -> None:
    """Write-ahead log, a long patience, foreign keys."""
    with Registry(sqlite_url) as registry:
        registry.prepare()
    database = Database(sqlite_url)
    with database.reading() as connection:
        found = [
            connection.execute(text(f"pragma {name}")).scalar()
            for name in ("journal_mode", "busy_timeout", "synchronous", "foreign_keys")
        ]
    database.close()
    assert found == ["wal", 60_000, 1, 1]


def test_a_prepared_registry_opens_without_the_migration_tool(sqlite_url: str) -> None:
    """Alembic costs a third of a second; only a migration pays it."""
    with Registry(sqlite_url) as registry:
        registry.prepare()
    program = (
        "import sys\n"
        "from cointracker_pipeline.storage.registry import Registry\n"
        "with Registry(sys.argv[1]) as registry:\n"
        "    registry.prepare()\n"
        "assert not {'alembic', 'dagster', 'duckdb', 'pandas'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", program, sqlite_url], check=True, timeout=60)
