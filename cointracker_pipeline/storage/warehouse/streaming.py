"""Transactions as CSV or Parquet, some thousand at a time: any number of rows in the same memory."""

from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from types import MappingProxyType

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from cointracker_pipeline.storage.warehouse.export import EXPORTED, safe_columns
from cointracker_pipeline.storage.warehouse.file import Connection, Warehouse
from cointracker_pipeline.storage.warehouse.spool import SPARING

BATCH_ROWS = 10_000
_VIEW, _ORDER = EXPORTED["transactions"]


def stream_transactions(spool: Warehouse, form: str, batch_rows: int = BATCH_ROWS) -> Iterator[bytes]:
    """Return a file of all transactions of a warehouse piece by piece, in the order and with the columns of an export.

    The warehouse stays open until the last piece is taken: it should be a ``spooled`` one. In CSV no text is a formula.
    """
    with spool.transaction() as connection:
        connection.execute(SPARING)
        columns = safe_columns(connection, _VIEW) if form == "csv" else "*"
        yield from _WRITERS[form](_read(connection, columns, batch_rows))


def _read(connection: Connection, columns: str, batch_rows: int) -> Iterator[pa.Table]:
    """Return the rows in their order; the first table is empty and tells the columns."""
    sql = f"select {columns} from {_VIEW} where wallet_id between ? and ? order by {_ORDER}"
    yield connection.execute(f"select {columns} from {_VIEW} limit 0").to_arrow_table()
    for first, last in _group(connection, batch_rows):
        for batch in connection.execute(sql, [first, last]).to_arrow_reader(batch_rows):
            yield pa.Table.from_batches([batch])


def _group(connection: Connection, batch_rows: int) -> Iterator[tuple[str, str]]:
    """Return the first and the last of neighbouring wallets that have about a batch of rows together."""
    counts = connection.execute("select wallet_id, count(*) from transactions group by 1 order by 1").fetchall()
    first, rows = None, 0
    for place, (wallet_id, count) in enumerate(counts, start=1):
        first, rows = first or wallet_id, rows + count
        if rows >= batch_rows or place == len(counts):
            yield first, wallet_id
            first, rows = None, 0


def _write_csv(tables: Iterator[pa.Table]) -> Iterator[bytes]:
    for place, table in enumerate(tables):
        out = BytesIO()
        pacsv.write_csv(table, out, pacsv.WriteOptions(include_header=not place))
        yield out.getvalue()


def _write_parquet(tables: Iterator[pa.Table]) -> Iterator[bytes]:
    out = _Pieces()
    with pq.ParquetWriter(out, next(tables).schema, compression="zstd") as writer:
        for table in tables:
            writer.write_table(table)
            yield out.take()
    yield out.take()


class _Pieces:
    """A file that is read while it is written, and never twice."""

    closed = False

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._position = 0

    def write(self, piece: bytes) -> int:
        """Take a piece."""
        self._pieces.append(bytes(piece))
        self._position += len(piece)
        return len(piece)

    def tell(self) -> int:
        """Return how much was written."""
        return self._position

    def flush(self) -> None:
        """Have nothing to do."""

    def close(self) -> None:
        """Have nothing to do: what was written is still taken."""

    def take(self) -> bytes:
        """Return what was written since the last time."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


_WRITERS: Mapping[str, Callable[[Iterator[pa.Table]], Iterator[bytes]]] = MappingProxyType(
    {"csv": _write_csv, "parquet": _write_parquet}
)
