"""Movements of wallets: copied out of the warehouse in one short transaction, read afterwards without holding it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import IO

import pyarrow as pa

from cointracker_pipeline.domain.movement import Movement
from cointracker_pipeline.storage.warehouse.file import Connection

FEE = "fee"
"""The ``part`` of a row that is the fee a wallet paid."""

_BATCH_ROWS = 20_000
_DAY = timedelta(days=1)

_SCHEMA = pa.schema(
    {
        "wallet_id": pa.string(),
        "chain": pa.string(),
        "symbol": pa.string(),
        "decimals": pa.int32(),
        "tx_hash": pa.string(),
        "block_height": pa.int64(),
        "block_time": pa.timestamp("us"),
        "balance_change": pa.string(),
        "fee": pa.string(),
        "is_own_transfer": pa.bool_(),
    }
)

SLICE_ROWS = 200_000
"""How many rows are joined and sorted at once: a million need more memory than DuckDB has here."""

_DAYS = """
    select block_time::date as day, count(*) from transactions
    where ($begin is null or block_time >= $begin::timestamp) and ($end is null or block_time < $end::timestamp)
    group by day order by day
"""

_MOVED = f"""
    select t.wallet_id, w.owner, t.chain, c.symbol, c.decimals, t.tx_hash, t.block_height,
        min(t.block_time) as block_time, sum(t.balance_change) as balance_change,
        coalesce(-sum(t.balance_change) filter (where t.part = '{FEE}'), 0) as fee
    from transactions t join chains c using (chain) join wallets w using (wallet_id)
    where t.block_time >= $begin::timestamp and t.block_time < $end::timestamp
    group by t.wallet_id, w.owner, t.chain, c.symbol, c.decimals, t.tx_hash, t.block_height
"""
"""What moved in each wallet, by transaction and coin.

Whatever else moves, such as tokens, joins here by ``union all`` with a symbol of its own; prices are of coins alone.
"""

_MOVEMENTS = f"""
    with moved as ({_MOVED}),
    own_transfers as (
        select chain, tx_hash, symbol, owner, true as is_own from moved
        group by all having min(balance_change) < 0 and max(balance_change) > 0
    )
    select wallet_id, chain, symbol, decimals, tx_hash, block_height, block_time,
        balance_change::varchar as balance_change, fee::varchar as fee, coalesce(is_own, false) as is_own_transfer
    from moved left join own_transfers using (chain, tx_hash, symbol, owner)
    where (balance_change <> 0 or fee <> 0) and wallet_id in (select unnest($wallets::varchar[]))
    order by block_time, chain, block_height, tx_hash, wallet_id, symbol
"""
"""The movements of some days; a transaction has one time, so that both sides of it are there."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which movements: of any of these wallets, owners and tags, where named, from the first UTC day to the last."""

    wallet_ids: Collection[str] = ()
    owners: Collection[str] = ()
    tags: Collection[str] = ()
    first_day: date | None = None
    last_day: date | None = None

    def has(self, wallet_id: str, owner: str, tags: Collection[str]) -> bool:
        """Whether a wallet is one of them."""
        return (
            (not self.wallet_ids or wallet_id in self.wallet_ids)
            and (not self.owners or owner in self.owners)
            and (not self.tags or bool(set(self.tags) & set(tags)))
        )


@dataclass(frozen=True, slots=True)
class Spooled:
    """Movements that were copied into a file, with what is said of their wallets and the prices of their days."""

    file: IO[bytes]
    wallets: Mapping[str, tuple[str, str, str, tuple[str, ...]]]
    prices: Mapping[tuple[str, date], Decimal]

    def read(self) -> Iterator[Movement]:
        """Return the movements in their order, a few at a time."""
        self.file.seek(0)
        with pa.ipc.open_stream(self.file) as reader:
            for batch in reader:
                for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                    yield self._to_movement(*row)

    def _to_movement(
        self,
        wallet_id: str,
        chain: str,
        symbol: str,
        decimals: int,
        tx_hash: str,
        block_height: int,
        block_time: datetime,
        balance_change: str,
        fee: str,
        is_own: bool,
    ) -> Movement:
        address, label, owner, tags = self.wallets[wallet_id]
        return Movement(
            wallet_id,
            chain,
            address,
            symbol,
            decimals,
            tx_hash,
            block_height,
            block_time,
            int(balance_change),
            int(fee),
            self.prices.get((chain, block_time.date())),
            is_own,
            label,
            owner,
            tags,
        )


def spool_movements(
    connection: Connection, file: IO[bytes], wanted: Wanted, currency: str, slice_rows: int = SLICE_ROWS
) -> Spooled:
    """Copy the wanted movements into a file, the oldest first, in one order whatever the order of the stored rows.

    Rows of one transaction in one wallet are one movement; one in which nothing changed is left out. ``chains`` and
    ``wallets`` must be up to date.
    """
    wallets = _read_wallets(connection)
    chosen = [wallet_id for wallet_id, (_, _, owner, tags) in wallets.items() if wanted.has(wallet_id, owner, tags)]
    with pa.ipc.new_stream(file, _SCHEMA, options=pa.ipc.IpcWriteOptions(compression="zstd")) as writer:
        for begin, end in _slice(connection, wanted, slice_rows):
            parameters = {"wallets": chosen, "begin": begin, "end": end}
            for batch in connection.execute(_MOVEMENTS, parameters).to_arrow_reader(_BATCH_ROWS):
                writer.write_batch(batch.cast(_SCHEMA))
    return Spooled(file, wallets, _read_prices(connection, currency))


def _slice(connection: Connection, wanted: Wanted, slice_rows: int) -> Iterator[tuple[date, date]]:
    """Return the wanted days with rows in spans of not too many rows, each with the day after its last, in order."""
    end = wanted.last_day + _DAY if wanted.last_day else None
    days = connection.execute(_DAYS, {"begin": wanted.first_day, "end": end}).fetchall()
    first, rows = None, 0
    for place, (day, count) in enumerate(days):
        first, rows = first or day, rows + count
        is_last = place + 1 == len(days)
        if is_last or rows + days[place + 1][1] > slice_rows:
            yield first, day + _DAY
            first, rows = None, 0


def _read_wallets(connection: Connection) -> dict[str, tuple[str, str, str, tuple[str, ...]]]:
    rows = connection.execute("select wallet_id, address, label, owner, tags from wallets").fetchall()
    return {wallet_id: (address, label, owner, tuple(tags)) for wallet_id, address, label, owner, tags in rows}


def _read_prices(connection: Connection, currency: str) -> dict[tuple[str, date], Decimal]:
    rows = connection.execute("select chain, day, price from prices where upper(currency) = upper(?)", [currency])
    return {(chain, day): price for chain, day, price in rows.fetchall()}
