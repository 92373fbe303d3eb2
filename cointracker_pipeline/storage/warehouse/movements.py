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

_MOVED = f"""
    create or replace temp table moved as
    select t.wallet_id, w.owner, t.chain, c.symbol, c.decimals, t.tx_hash, t.block_height, t.block_time,
        t.balance_change, 0::decimal(38, 0) as fee
    from transactions t join chains c using (chain) join wallets w using (wallet_id)
    where t.part = ''
    union all
    select t.wallet_id, w.owner, t.chain, c.symbol, c.decimals, t.tx_hash, t.block_height, min(t.block_time),
        sum(t.balance_change), coalesce(-sum(t.balance_change) filter (where t.part = '{FEE}'), 0)
    from transactions t join chains c using (chain) join wallets w using (wallet_id)
    where t.part <> ''
    group by t.wallet_id, w.owner, t.chain, c.symbol, c.decimals, t.tx_hash, t.block_height
"""
"""What moved in each wallet, by transaction and coin; only where a wallet can have several rows are they summed.

Whatever else moves, such as tokens, joins here by ``union all`` with a symbol of its own; prices are of coins alone.
"""

_OWN_TRANSFERS = """
    create or replace temp table own_transfers as
    select chain, tx_hash, symbol, owner from moved
    where hash(chain, tx_hash, symbol, owner) in (
        select hash(chain, tx_hash, symbol, owner) as key from moved
        group by key having bool_or(balance_change < 0) and bool_or(balance_change > 0)
    )
    group by all having bool_or(balance_change < 0) and bool_or(balance_change > 0)
"""
"""Transactions with wallets of one owner on both sides. The hash only finds the few that can be, in little memory."""

_MARKED = """
    create or replace temp table marked as
    select m.*, o.tx_hash is not null as is_own_transfer
    from moved m left join own_transfers o
        on o.chain = m.chain and o.tx_hash = m.tx_hash and o.symbol = m.symbol and o.owner = m.owner
    where m.balance_change <> 0 or m.fee <> 0
"""

_SORTED = """
    select wallet_id, chain, symbol, decimals, tx_hash, block_height, block_time,
        balance_change::varchar as balance_change, fee::varchar as fee, is_own_transfer
    from marked
    where wallet_id in (select unnest($wallets::varchar[]))
        and ($begin is null or block_time >= $begin::timestamp)
        and ($end is null or block_time < $end::timestamp)
    order by block_time, chain, block_height, tx_hash, wallet_id, symbol
"""
"""Each step is a statement of its own: joined and sorted at once, a million rows need more memory than DuckDB has here.

What is said of wallets, and prices, are few and are put to the rows as they are read.
"""


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


def spool_movements(connection: Connection, file: IO[bytes], wanted: Wanted, currency: str) -> Spooled:
    """Copy the wanted movements into a file, the oldest first, in one order whatever the order of the stored rows.

    Rows of one transaction in one wallet are one movement; one in which nothing changed is left out. ``chains`` and
    ``wallets`` must be up to date.
    """
    wallets = _read_wallets(connection)
    for step in (_MOVED, _OWN_TRANSFERS, _MARKED):
        connection.execute(step)
    parameters = {
        "wallets": [
            wallet_id for wallet_id, (_, _, owner, tags) in wallets.items() if wanted.has(wallet_id, owner, tags)
        ],
        "begin": wanted.first_day,
        "end": wanted.last_day + timedelta(days=1) if wanted.last_day else None,
    }
    reader = connection.execute(_SORTED, parameters).to_arrow_reader(_BATCH_ROWS)
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    with pa.ipc.new_stream(file, reader.schema, options=options) as writer:
        for batch in reader:
            writer.write_batch(batch)
    return Spooled(file, wallets, _read_prices(connection, currency))


def _read_wallets(connection: Connection) -> dict[str, tuple[str, str, str, tuple[str, ...]]]:
    rows = connection.execute("select wallet_id, address, label, owner, tags from wallets").fetchall()
    return {wallet_id: (address, label, owner, tuple(tags)) for wallet_id, address, label, owner, tags in rows}


def _read_prices(connection: Connection, currency: str) -> dict[tuple[str, date], Decimal]:
    rows = connection.execute("select chain, day, price from prices where upper(currency) = upper(?)", [currency])
    return {(chain, day): price for chain, day, price in rows.fetchall()}
