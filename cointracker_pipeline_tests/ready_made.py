"""New warehouses and registries in a moment: what their migrations make is made once a process, and copied.

Making the two takes a quarter of a second, and thousands of tests begin with them. What a copy is like is a law of
``storage/test_ready_made.py``; tests of the making itself ask for the fixture ``from_scratch``.
"""

import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import Connection, inspect

from cointracker_pipeline.storage.registry import Registry, migrate
from cointracker_pipeline.storage.warehouse import Warehouse
from cointracker_pipeline.storage.warehouse.birth import born_whole

migrate_registry = migrate.upgrade
make_warehouse = Warehouse._make


@contextmanager
def ready_made(folder: Path) -> Iterator[None]:
    """Let new warehouses and SQLite registries be copies during the block; ``folder`` is for what is copied."""

    @cache
    def warehouse() -> Path:
        made = Warehouse(folder / "warehouse.duckdb")
        make_warehouse(made)
        return made.path

    @cache
    def registry() -> tuple[str, ...]:
        path = folder / "registry.sqlite"
        with Registry(f"sqlite:///{path}") as made:
            made.prepare()
        with closing(sqlite3.connect(path)) as connection:
            return tuple(connection.iterdump())[1:-1]  # without its begin and commit

    def copy_warehouse(self: Warehouse) -> None:
        made = warehouse()
        with self._explained(), born_whole(self.path) as beside:
            shutil.copyfile(made, beside)

    def copy_registry(connection: Connection) -> None:
        is_template = connection.engine.url.database == str(folder / "registry.sqlite")
        if is_template or connection.dialect.name != "sqlite" or inspect(connection).get_table_names():
            migrate_registry(connection)
            return
        for statement in registry():
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql("update people set created_at = ?", (time.time_ns() // 1000,))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Warehouse, "_make", copy_warehouse)
        patch.setattr(migrate, "upgrade", copy_registry)
        yield
