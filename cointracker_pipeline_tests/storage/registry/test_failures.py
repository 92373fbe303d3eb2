"""What cannot work says so: which file, and what to do."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from cointracker_pipeline.errors import HomeError, SettingsError, StoreError
from cointracker_pipeline.storage.registry import Registry
from cointracker_pipeline.storage.registry.engine import Database

pytestmark = pytest.mark.usefixtures("from_scratch")

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def test_nothing_is_touched_before_the_first_call(tmp_path: Path) -> None:
    """Constructing a registry makes no file and no folder."""
    Registry(f"sqlite:///{tmp_path / 'home' / 'registry.sqlite'}").close()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("url", ["registry.sqlite", "mysql://host/db", "sqlite://", "sqlite:///:memory:"])
def test_a_url_that_cannot_work_is_refused(url: str) -> None:
    """The message names the variable to set."""
    with pytest.raises(SettingsError, match="COINTRACKER_REGISTRY_URL"):
        Registry(url)


def test_a_password_is_not_shown() -> None:
    """Messages go to logs."""
    with pytest.raises(SettingsError) as raised:
        Registry("mysql://ann:secret@host/db")
    assert "secret" not in str(raised.value)


def test_a_missing_driver_is_named() -> None:
    """The message says what to install."""
    with pytest.raises(SettingsError, match=r"pg8000.*install"):
        Registry("postgresql+pg8000://host/db")


def test_a_home_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    """A file where the folder should be."""
    (tmp_path / "home").write_text("")
    url = f"sqlite:///{tmp_path / 'home' / 'registry.sqlite'}"
    with Registry(url) as registry, pytest.raises(HomeError, match=r"home.*COINTRACKER_HOME"):
        registry.prepare()


def test_a_folder_in_place_of_the_file_is_named(tmp_path: Path) -> None:
    """It cannot be opened."""
    with Registry(f"sqlite:///{tmp_path}") as registry, pytest.raises(HomeError, match=str(tmp_path)):
        registry.prepare()


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder in which nobody may write")
def test_a_folder_that_cannot_be_written_is_named() -> None:
    """The message says to check it."""
    with Registry("sqlite:////proc/registry.sqlite") as registry, pytest.raises(HomeError, match="/proc/"):
        registry.prepare()


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    """It may be somebody's."""
    path = tmp_path / "registry.sqlite"
    path.write_text("wallets of my grandmother " * 100)
    expected = pytest.raises(StoreError, match=r"registry\.sqlite is not a database; move it away")
    with Registry(f"sqlite:///{path}") as registry, expected:
        registry.prepare()
    assert path.read_text() == "wallets of my grandmother " * 100


def test_a_full_disk_says_so_and_loses_nothing(sqlite_url: str) -> None:
    """The transaction leaves no trace, and what was there before stays."""
    with Registry(sqlite_url) as registry:
        registry.prepare()
        registry.record_upload("before.csv", "aa", 1, 0, "", NOW)
        database = Database(sqlite_url)
        with database.reading() as connection:
            pages = connection.execute(text("pragma page_count")).scalar_one()
            connection.execute(text(f"pragma max_page_count = {pages}"))
        large = text("insert into uploads select 9, :name, 'bb', 0, 0, '', 0, 1")
        with pytest.raises(HomeError, match="disk is full"), database.writing() as connection:
            connection.execute(large, {"name": "x" * 100_000})
        database.close()
        assert [one.file_name for one in registry.list_uploads()] == ["before.csv"]


def test_a_file_held_by_somebody_else_says_so(sqlite_url: str) -> None:
    """After waiting, not at once: a shell with an open transaction, for example."""
    with Registry(f"{sqlite_url}?timeout=0.1") as registry:
        registry.prepare()
        other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
        other.execute("begin immediate")
        with pytest.raises(HomeError, match="held by another process"):
            registry.record_upload("a.csv", "aa", 1, 0, "", NOW)
        assert registry.list_uploads() == []
        other.close()


def test_a_registry_that_was_not_prepared_says_so(url: str, tmp_path: Path) -> None:
    """Missing tables are not an empty list."""
    (tmp_path / "home").mkdir()
    with Registry(url) as registry, pytest.raises(StoreError, match="no tables yet"):
        registry.list_wallets()


def test_a_failed_transaction_leaves_no_trace(registry: Registry, url: str) -> None:
    """Every row of it or none; a mistake of ours stays the error it is."""
    insert = text("insert into points_by_day values ('key', :day, 1, 1)")
    database = Database(url)
    with pytest.raises(IntegrityError), database.writing() as connection:
        connection.execute(insert, [{"day": 0}, {"day": 1}, {"day": 0}])
    with database.reading() as connection:
        assert connection.execute(text("select count(*) from points_by_day")).scalar() == 0
    database.close()
    assert registry.list_wallets() == []
