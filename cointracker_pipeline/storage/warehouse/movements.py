"""Movements of wallets: copied out of the warehouse in one short transaction, read afterwards without holding it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import IO, Any

import pyarrow as pa

from cointracker_pipeline.domain.movement import Movement
from cointracker_pipeline.storage.warehouse.file import Connection

FEE = "fee"
"""The ``part`` of a row that is the fee a wallet paid."""

_BATCH_ROWS = 20_000

_MOVED = f"""
    select t.wallet_id, t.chain, c.symbol, c.decimals, t.tx_hash, t.block_height, min(t.block_time) as block_time,
        sum(t.balance_change) as balance_change,
        coalesce(-sum(t.balance_change) filter (where t.part = '{FEE}'), 0) as fee
    from transactions t join chains c using (chain)
    group by t.wallet_id, t.chain, c.symbol, c.decimals, t.tx_hash, t.block_height
"""
"""What moved in each wallet, by transaction and coin.

Whatever else moves, such as tokens, joins here by ``union all`` with a symbol of its own; prices are of coins alone.
"""

_MOVEMENTS = f"""
    with moved as ({_MOVED}),
    own_transfers as (
        select m.chain, m.tx_hash, m.symbol, w.owner from moved m join wallets w using (wallet_id)
        group by m.chain, m.tx_hash, m.symbol, w.owner having min(m.balance_change) < 0 and max(m.balance_change) > 0
    )
    select m.wallet_id, m.chain, w.address, m.symbol, m.decimals, m.tx_hash, m.block_height, m.block_time,
        m.balance_change::varchar as balance_change, m.fee::varchar as fee, p.price,
        o.tx_hash is not null as is_own_transfer, w.label, w.owner, w.tags
    from moved m join wallets w using (wallet_id)
    left join own_transfers o
        on o.chain = m.chain and o.tx_hash = m.tx_hash and o.symbol = m.symbol and o.owner = w.owner
    left join prices p on p.chain = m.chain and p.day = m.block_time::date and upper(p.currency) = upper($currency)
    where (m.balance_change <> 0 or m.fee <> 0)
        and ($wallets is null or list_contains($wallets::varchar[], m.wallet_id))
        and ($owners is null or list_contains($owners::varchar[], w.owner))
        and ($tags is null or list_has_any($tags::varchar[], w.tags))
        and ($begin is null or m.block_time >= $begin::timestamp)
        and ($end is null or m.block_time < $end::timestamp)
    order by m.block_time, m.chain, m.block_height, m.tx_hash, m.wallet_id, m.symbol
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which movements: of any of these wallets, owners and tags, where named, from the first UTC day to the last."""

    wallet_ids: Sequence[str] = ()
    owners: Sequence[str] = ()
    tags: Sequence[str] = ()
    first_day: date | None = None
    last_day: date | None = None


def spool_movements(connection: Connection, file: IO[bytes], wanted: Wanted, currency: str) -> None:
    """Copy the wanted movements into a file, the oldest first, in one order whatever the order of the stored rows.

    Rows of one transaction in one wallet are one movement; one in which nothing changed is left out. ``chains`` and
    ``wallets`` must be up to date.
    """
    reader = connection.execute(_MOVEMENTS, _parameters(wanted, currency)).to_arrow_reader(_BATCH_ROWS)
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    with pa.ipc.new_stream(file, reader.schema, options=options) as writer:
        for batch in reader:
            writer.write_batch(batch)


def read_movements(file: IO[bytes]) -> Iterator[Movement]:
    """Return the movements that were copied into a file, in their order, a few at a time."""
    file.seek(0)
    with pa.ipc.open_stream(file) as reader:
        for batch in reader:
            for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                yield _to_movement(row)


def _to_movement(row: tuple[Any, ...]) -> Movement:
    movement = Movement._make(row)
    change, fee = int(movement.balance_change), int(movement.fee)
    return movement._replace(balance_change=change, fee=fee, tags=tuple(movement.tags))


def _parameters(wanted: Wanted, currency: str) -> dict[str, object]:
    return {
        "currency": currency,
        "wallets": list(wanted.wallet_ids) or None,
        "owners": list(wanted.owners) or None,
        "tags": list(wanted.tags) or None,
        "begin": wanted.first_day,
        "end": wanted.last_day + timedelta(days=1) if wanted.last_day else None,
    }
