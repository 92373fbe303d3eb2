"""Cursors: how far each wallet's history is stored."""

from collections.abc import Sequence

from cointracker_pipeline.domain.cursor import Cursor, Walk
from cointracker_pipeline.storage.warehouse.file import Connection


def read_cursors(connection: Connection, wallet_ids: Sequence[str]) -> dict[str, Cursor]:
    """Return the cursors of the wallets; a wallet never read has a fresh one."""
    rows = connection.execute(
        "select * from cursors where wallet_id in (select unnest(?::varchar[]))", [list(wallet_ids)]
    ).fetchall()
    found = {row[0]: _to_cursor(row) for row in rows}
    return {wallet_id: found.get(wallet_id) or Cursor(wallet_id) for wallet_id in wallet_ids}


def read_cursor(connection: Connection, wallet_id: str) -> Cursor:
    """Return one wallet's cursor; a wallet never read has a fresh one."""
    return read_cursors(connection, [wallet_id])[wallet_id]


def write_cursor(connection: Connection, cursor: Cursor) -> None:
    """Replace a wallet's cursor inside the caller's transaction."""
    walk = cursor.walk
    connection.execute("delete from cursors where wallet_id = ?", [cursor.wallet_id])
    connection.execute(
        "insert into cursors values (?, ?, ?, ?, ?, ?, ?)",
        [
            cursor.wallet_id,
            cursor.complete_height,
            cursor.reachable,
            walk.tip_height if walk else None,
            walk.stop_height if walk else None,
            walk.floor_height if walk else None,
            walk.rows_read if walk else None,
        ],
    )


def _to_cursor(row: tuple[object, ...]) -> Cursor:
    wallet_id, complete, reachable, tip, stop, floor, read = row
    walk = None if tip is None else Walk(int(str(tip)), int(str(stop)), _int(floor), int(str(read)))
    return Cursor(str(wallet_id), _int(complete), bool(reachable), walk)


def _int(value: object) -> int | None:
    return None if value is None else int(str(value))
