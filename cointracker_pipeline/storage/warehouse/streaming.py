"""Transactions as CSV or Parquet, some thousand at a time: any number of rows in the same memory."""

from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from types import MappingProxyType
from typing import NamedTuple

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from cointracker_pipeline.storage.warehouse.export import EXPORTED, safe_columns
from cointracker_pipeline.storage.warehouse.file import Connection, Warehouse
from cointracker_pipeline.storage.warehouse.spool import SPARING

BATCH_ROWS = 10_000
_VIEW, _ORDER = EXPORTED["transactions"]

_WITHOUT_END = 2**62
_MOST_SPANS = 2_000
_SPANS = """
    select block_height // width * width as low, count(*) from transactions,
        (select greatest(1, (max(block_height) - min(block_height)) // $most) as width
         from transactions where wallet_id = $wallet)
    where wallet_id = $wallet group by low order by low
"""
_IS_SLICE = "wallet_id between ? and ? and block_height >= ? and block_height < ?"


class _Slice(NamedTuple):
    """The wallets from one to another, and of these the heights from one to below another."""

    first: str
    last: str
    low: int = 0
    high: int = _WITHOUT_END


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
    sql = f"select {columns} from {_VIEW} where {_IS_SLICE} order by {_ORDER}"
    yield connection.execute(f"select {columns} from {_VIEW} limit 0").to_arrow_table()
    for one in _slice(connection, batch_rows):
        for batch in connection.execute(sql, list(one)).to_arrow_reader(batch_rows):
            yield pa.Table.from_batches([batch])


def _slice(connection: Connection, batch_rows: int) -> Iterator[_Slice]:
    """Return neighbouring wallets that have about a batch of rows together; one that has more is cut into spans.

    What is sorted at once stays small, however long a wallet is.
    """
    counts = connection.execute("select wallet_id, count(*) from transactions group by 1 order by 1").fetchall()
    first, last, rows = "", "", 0
    for wallet_id, count in counts:
        if first and rows + count > batch_rows:
            yield _Slice(first, last)
            first, rows = "", 0
        if count > batch_rows:
            yield from _cut(connection, wallet_id, batch_rows)
        else:
            first, last, rows = first or wallet_id, wallet_id, rows + count
    if first:
        yield _Slice(first, last)


def _cut(connection: Connection, wallet_id: str, batch_rows: int) -> Iterator[_Slice]:
    """Return spans of a wallet's heights that have about a batch of rows each."""
    spans = connection.execute(_SPANS, {"wallet": wallet_id, "most": _MOST_SPANS}).fetchall()
    begin, rows = 0, 0
    for (low, count), following in zip(spans, [*spans[1:], None], strict=True):
        begin, rows = begin if rows else low, rows + count
        if following is None or rows + following[1] > batch_rows:
            yield _Slice(wallet_id, wallet_id, begin, following[0] if following else _WITHOUT_END)
            rows = 0


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
