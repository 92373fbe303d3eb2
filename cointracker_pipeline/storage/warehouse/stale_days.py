"""Days that do not follow a wallet's rows yet: those of the pages of a walk that has not reached its end."""

from collections.abc import Mapping, Sequence
from datetime import date

import pyarrow as pa

from cointracker_pipeline.storage.warehouse.file import Connection
from cointracker_pipeline.storage.warehouse.given import insert_rows


def note_stale_days(connection: Connection, since: Mapping[str, date]) -> None:
    """Remember from which UTC day on each wallet's days are to be derived, beside what is remembered already."""
    insert_rows(connection, "stale_days", (pa.string(), pa.date32()), list(since.items()))


def take_stale_days(connection: Connection, wallet_ids: Sequence[str]) -> dict[str, date]:
    """Return the first such day of each wallet that has any, and forget it: the caller derives them now."""
    rows = connection.execute(
        "delete from stale_days where wallet_id in (select unnest(?::varchar[])) returning wallet_id, since",
        [list(wallet_ids)],
    ).fetchall()
    found: dict[str, date] = {}
    for wallet_id, since in rows:
        found[wallet_id] = min(since, found.get(wallet_id, since))
    return found
