"""Tables of reports, made from what each report says of its columns; no migration knows them."""

from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq

from cointracker_pipeline.domain.report import Column
from cointracker_pipeline.storage.warehouse.file import Connection
from cointracker_pipeline.storage.warehouse.given import AMOUNT, TIME
from cointracker_pipeline.storage.warehouse.quoting import quote

Rows = str | Iterable[Sequence[object]]
"""What a report holds: one select, or rows made in Python a few at a time."""

_BATCH_ROWS = 20_000
_ARROW = {
    "varchar": pa.string(),
    "bigint": pa.int64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "timestamp": TIME,
    "decimal(38, 0)": AMOUNT,
    "decimal(38, 8)": pa.decimal128(38, 8),
    "decimal(38, 18)": pa.decimal128(38, 18),
}


def write_report(
    connection: Connection, name: str, description: str, columns: Sequence[Column], rows: Rows, order: str
) -> int:
    """Write a report's table anew, with a comment on each column, and its view in coins; return how many rows.

    Rows made in Python may be read from the same connection, as long as no result is left half read.
    """
    declared = ", ".join(f"{one.name} {one.type}" for one in columns)
    connection.execute(f"create or replace table {name} ({declared})")
    if isinstance(rows, str):
        names = ", ".join(one.name for one in columns)
        connection.execute(f"insert into {name} select {names} from ({rows}) order by {order}")
    else:
        _insert_rows(connection, name, columns, rows)
    _comment(connection, name, description, columns)
    _write_view(connection, name, columns)
    row = connection.execute(f"select count(*) from {name}").fetchone()
    return row[0] if row else 0


def is_derived(connection: Connection, name: str) -> bool:
    """Tell whether a report was ever written: before that its table is not there."""
    found = connection.execute("select 1 from duckdb_tables() where schema_name = 'main' and table_name = ?", [name])
    return found.fetchone() is not None


def _insert_rows(
    connection: Connection, name: str, columns: Sequence[Column], rows: Iterable[Sequence[object]]
) -> None:
    """Insert rows made in Python by one statement, from a file in which they wait.

    Many statements, or one that reads Arrow, keep most of the rows in memory until they are committed.
    """
    schema = pa.schema([(one.name, _ARROW[one.type]) for one in columns])
    with TemporaryDirectory() as folder:
        path = Path(folder) / "rows.parquet"
        _spool(path, schema, rows)
        connection.execute(f"insert into {name} select * from read_parquet(?)", [str(path)])


def _spool(path: Path, schema: pa.Schema, rows: Iterable[Sequence[object]]) -> None:
    iterator = iter(rows)
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        while batch := list(islice(iterator, _BATCH_ROWS)):
            arrays = [
                pa.array(column, kind) for column, kind in zip(zip(*batch, strict=True), schema.types, strict=True)
            ]
            writer.write_batch(pa.record_batch(arrays, schema=schema))


def _comment(connection: Connection, name: str, description: str, columns: Sequence[Column]) -> None:
    connection.execute(f"comment on table {name} is {quote(description)}")
    for one in columns:
        connection.execute(f"comment on column {name}.{one.name} is {quote(one.description)}")


def _write_view(connection: Connection, name: str, columns: Sequence[Column]) -> None:
    coins = [f"in_coins(r.{one.name}, c.decimals) as {one.name}_coins" for one in columns if one.is_amount]
    shown = ", ".join(["r.*", *coins, "c.symbol"])
    connection.execute(
        f"create or replace view {name}_display as select {shown} from {name} r join chains c using (chain)"
    )
