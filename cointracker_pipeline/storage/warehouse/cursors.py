"""Cursors: how far each wallet's history is stored."""

from collections.abc import Sequence

import pyarrow as pa

from cointracker_pipeline.domain.cursor import Cursor, Walk
from cointracker_pipeline.storage.warehouse.copies import LIVE, Copy
from cointracker_pipeline.storage.warehouse.file import Connection
from cointracker_pipeline.storage.warehouse.given import insert_rows

CURSOR_TYPES = (pa.string(), pa.int64(), pa.bool_(), pa.int64(), pa.int64(), pa.int64(), pa.int64())


def read_cursors(connection: Connection, wallet_ids: Sequence[str], copy: Copy = LIVE) -> dict[str, Cursor]:
    """Return the cursors of the wallets; a wallet never read has a fresh one."""
    rows = connection.execute(
        f"select * from {copy.cursors} where wallet_id in (select unnest(?::varchar[]))", [list(wallet_ids)]
    ).fetchall()
    found = {row[0]: to_cursor(row) for row in rows}
    return {wallet_id: found.get(wallet_id) or Cursor(wallet_id) for wallet_id in wallet_ids}


def read_cursor(connection: Connection, wallet_id: str, copy: Copy = LIVE) -> Cursor:
    """Return one wallet's cursor; a wallet never read has a fresh one."""
    return read_cursors(connection, [wallet_id], copy)[wallet_id]


def write_cursors(connection: Connection, cursors: Sequence[Cursor], copy: Copy = LIVE) -> None:
    """Replace wallets' cursors inside the caller's transaction."""
    ids = [cursor.wallet_id for cursor in cursors]
    connection.execute(f"delete from {copy.cursors} where wallet_id in (select unnest(?::varchar[]))", [ids])
    insert_rows(connection, copy.cursors, CURSOR_TYPES, [from_cursor(cursor) for cursor in cursors])


def from_cursor(cursor: Cursor) -> tuple[str | int | bool | None, ...]:
    """Return a cursor as a row: its wallet first."""
    walk = cursor.walk
    at = (walk.tip_height, walk.stop_height, walk.floor_height, walk.rows_read) if walk else (None,) * 4
    return cursor.wallet_id, cursor.complete_height, cursor.reachable, *at


def to_cursor(row: tuple[object, ...]) -> Cursor:
    """Return the cursor of a row."""
    wallet_id, complete, reachable, tip, stop, floor, read = row
    walk = None if tip is None else Walk(int(str(tip)), int(str(stop)), _int(floor), int(str(read)))
    return Cursor(str(wallet_id), _int(complete), bool(reachable), walk)


def _int(value: object) -> int | None:
    return None if value is None else int(str(value))
