"""The chain's counters of each wallet at the last look."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import pyarrow as pa

from cointracker_pipeline.domain.balance import ChainFigures, Counters
from cointracker_pipeline.storage.warehouse.file import Connection
from cointracker_pipeline.storage.warehouse.given import AMOUNT, TIME, insert_rows

_TYPES = (pa.string(), AMOUNT, AMOUNT, pa.int64(), pa.int64(), pa.int64(), TIME)


def write_counters(connection: Connection, figures: Mapping[str, ChainFigures], now: datetime) -> None:
    """Replace the counters of wallets, by wallet id; ``now`` is aware UTC."""
    if not figures:
        return
    connection.execute("delete from wallet_counters where wallet_id in (select unnest(?::varchar[]))", [list(figures)])
    insert_rows(
        connection,
        "wallet_counters",
        _TYPES,
        [
            (
                wallet_id,
                one.counters.received,
                one.counters.spent,
                one.counters.output_count,
                one.counters.unspent_output_count,
                one.tip_height,
                now.replace(tzinfo=None),
            )
            for wallet_id, one in figures.items()
            if one.counters
        ],
    )


def read_counters(connection: Connection, wallet_ids: Sequence[str]) -> dict[str, tuple[Counters, datetime]]:
    """Return the counters of wallets and when they were looked at, UTC without a zone; unknown ones are left out."""
    rows = connection.execute(
        """
        select wallet_id, received, spent, output_count, unspent_output_count, checked_at from wallet_counters
        where wallet_id in (select unnest(?::varchar[]))
        """,
        [list(wallet_ids)],
    ).fetchall()
    return {
        wallet_id: (Counters(int(received), int(spent), outputs, unspent), checked_at)
        for wallet_id, received, spent, outputs, unspent, checked_at in rows
    }


def confirm_counters(connection: Connection, wallet_ids: Sequence[str], tip_height: int | None, now: datetime) -> None:
    """Note that the chain still reports these wallets' counters at ``tip_height``.

    An answer about wallets that were never seen has no height: they were looked at all the same.
    """
    connection.execute(
        """
        update wallet_counters set tip_height = coalesce($tip, tip_height), checked_at = $now
        where tip_height <= coalesce($tip, tip_height) and wallet_id in (select unnest($wallets::varchar[]))
        """,
        {"tip": tip_height, "now": now.replace(tzinfo=None), "wallets": list(wallet_ids)},
    )
