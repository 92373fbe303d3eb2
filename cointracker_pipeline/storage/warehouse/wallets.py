"""What people say of each wallet, copied from the registry so that it can be joined with what the chains say."""

from collections.abc import Iterable

import pyarrow as pa

from cointracker_pipeline.domain.wallet import TrackedWallet
from cointracker_pipeline.storage.warehouse.file import Connection
from cointracker_pipeline.storage.warehouse.given import insert_rows

_TYPES = (pa.string(), pa.string(), pa.string(), pa.string(), pa.string(), pa.list_(pa.string()))


def write_wallets(connection: Connection, tracked: Iterable[TrackedWallet]) -> None:
    """Write ``wallets`` anew: one row for each tracked wallet."""
    connection.execute("delete from wallets")
    rows = [
        (one.wallet_id, one.wallet.chain, one.wallet.address, one.label, one.owner, list(one.tags)) for one in tracked
    ]
    insert_rows(connection, "wallets", _TYPES, rows)
