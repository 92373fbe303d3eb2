"""Who tracks which wallet, copied from the registry so that sums can be made for each person."""

from collections.abc import Iterable

import pyarrow as pa

from cointracker_pipeline.storage.warehouse.file import Connection
from cointracker_pipeline.storage.warehouse.given import insert_rows


def write_tracks(connection: Connection, pairs: Iterable[tuple[int, str]]) -> None:
    """Write ``tracks`` anew: one row for each person's id and each wallet of theirs."""
    connection.execute("delete from tracks")
    insert_rows(connection, "tracks", (pa.int64(), pa.string()), list(pairs))
