"""What a power cut may undo: the last transactions, unless one that waits for the disk came after them."""

from sqlalchemy import Connection, text

from cointracker_pipeline.storage.registry.engine import Database

FULL, NORMAL = 2, 1
"""What SQLite calls a commit that waits for the disk, and one that leaves this to the next checkpoint."""


def read_mode(connection: Connection) -> int:
    """Return how a commit of this transaction ends."""
    return int(connection.execute(text("pragma synchronous")).scalar_one())


def test_only_a_durable_transaction_waits_for_the_disk(sqlite_url: str) -> None:
    """The next one on the same connection does not."""
    database = Database(sqlite_url.replace("/home/", "/"))
    modes = []
    for durable in (False, True, False):
        with database.writing(durable=durable) as connection:
            modes.append(read_mode(connection))
    database.close()
    assert modes == [NORMAL, FULL, NORMAL]
