"""What tests begin with is what everybody begins with."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine

from cointracker_pipeline.storage.registry import Registry
from cointracker_pipeline.storage.warehouse import Warehouse

CATALOG = (
    "select schema_name, sql from duckdb_tables() where database_name = 'warehouse'",
    "select schema_name, table_name, column_name, column_index, data_type, column_default, is_nullable "
    "from duckdb_columns() where database_name = 'warehouse'",
    "select schema_name, table_name, constraint_text from duckdb_constraints() where database_name = 'warehouse'",
    "select schema_name, sql from duckdb_indexes() where database_name = 'warehouse'",
    "select schema_name, view_name, sql from duckdb_views() where database_name = 'warehouse'",
    "select schema_name, function_name, parameters, macro_definition from duckdb_functions() "
    "where database_name = 'warehouse'",
    "select schema_name, sql from duckdb_sequences() where database_name = 'warehouse'",
    "select version, applied_at is not null from schema_versions",
    "select tags from duckdb_databases() where database_name = 'warehouse'",
)


def read_catalog(path: Path) -> list[list[str]]:
    """Return everything that a new warehouse holds, each kind in an order of its own."""
    with Warehouse(path).transaction() as connection:
        return [sorted(map(repr, connection.execute(sql).fetchall())) for sql in CATALOG]


def dump_registry(path: Path) -> tuple[list[str], list[object]]:
    """Return the statements that would make a new registry, and how its file is written."""
    with Registry(f"sqlite:///{path}") as registry:
        registry.prepare()
    with closing(sqlite3.connect(path)) as connection:
        pragmas = ("journal_mode", "user_version", "application_id", "encoding", "page_size", "auto_vacuum")
        settings = [connection.execute(f"pragma {name}").fetchone() for name in pragmas]
        return sorted(connection.iterdump()), settings


def test_a_copied_warehouse_is_a_migrated_one(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Tables, columns, constraints, views, macros and forms are the same, and none of the kinds is lost."""
    copied = read_catalog(tmp_path / "copied.duckdb")
    request.getfixturevalue("from_scratch")
    assert copied == read_catalog(tmp_path / "made.duckdb")
    assert [name for name, found in zip(CATALOG, copied, strict=True) if not found] == [CATALOG[3], CATALOG[6]]


@time_machine.travel(datetime(2026, 1, 1, tzinfo=UTC), tick=False)
def test_a_copied_registry_is_a_migrated_one(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Every statement that would make the one makes the other, the operator's time included."""
    copied = dump_registry(tmp_path / "copied.sqlite")
    request.getfixturevalue("from_scratch")
    assert copied == dump_registry(tmp_path / "made.sqlite")
