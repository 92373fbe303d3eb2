"""Versioned migrations of the warehouse: numbered SQL files, each applied once."""

from functools import cache
from importlib import resources
from pathlib import Path

import duckdb

from cointracker_pipeline.errors import StoreError
from cointracker_pipeline.storage.warehouse.members import align_members


def migrate(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Bring the file to this version's form; a file of this version costs one small query.

    Raises: StoreError when a newer version wrote the file.
    """
    current, is_aligned = _read_version(connection)
    steps = _load_steps()
    if current > len(steps):
        raise StoreError(
            f"{path} has form {current}; this version of cointracker knows forms up to {len(steps)}. "
            "Install the newer version that wrote it."
        )
    for number, sql in enumerate(steps[current:], start=current + 1):
        connection.begin()
        connection.execute(sql)
        connection.execute("insert into schema_versions values (?, null)", [number])
        connection.commit()
    if current < len(steps) or not is_aligned:
        # Each by itself: DuckDB refuses to commit two changes of one table's columns together when it holds rows.
        align_members(connection)
        connection.execute("update schema_versions set applied_at = now()::timestamp where applied_at is null")


def _read_version(connection: duckdb.DuckDBPyConnection) -> tuple[int, bool]:
    """Return the last step that was applied, and whether the other schema has followed."""
    try:
        row = connection.execute(
            "select max(version), bool_and(applied_at is not null) from schema_versions"
        ).fetchone()
    except duckdb.CatalogException:
        connection.execute("create table schema_versions (version integer not null, applied_at timestamp)")
        return 0, True
    version, is_aligned = row or (None, None)
    return version or 0, is_aligned is not False


@cache
def _load_steps() -> tuple[str, ...]:
    folder = resources.files(__package__) / "migrations"
    files = sorted((one for one in folder.iterdir() if one.name.endswith(".sql")), key=lambda one: one.name)
    return tuple(one.read_text("utf-8") for one in files)
