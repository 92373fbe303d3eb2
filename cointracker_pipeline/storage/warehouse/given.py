"""Rows given to DuckDB as one Arrow table: many cost hardly more than one, in time and in memory."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pyarrow as pa

from cointracker_pipeline.storage.warehouse.file import Connection

AMOUNT = pa.decimal128(38, 0)
TIME = pa.timestamp("us")


@contextmanager
def given(connection: Connection, table: pa.Table) -> Iterator[None]:
    """Let the block's statements read an Arrow table as ``given``."""
    connection.register("given", table)
    try:
        yield
    finally:
        connection.unregister("given")


def insert_rows(
    connection: Connection, table: str, types: Sequence[pa.DataType], rows: Sequence[Sequence[object]]
) -> None:
    """Insert rows, each with the table's columns in their order, inside the caller's transaction."""
    if not rows:
        return
    columns = [pa.array(column, kind) for column, kind in zip(zip(*rows, strict=True), types, strict=True)]
    with given(connection, pa.table(columns, names=[f"column_{place}" for place in range(len(types))])):
        connection.execute(f"insert into {table} select * from given")
