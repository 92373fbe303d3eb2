"""Wallets that are extended public keys: their addresses, and what all of them sum to."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import pyarrow as pa

from cointracker_pipeline.domain.balance import WalletBalance
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.storage.warehouse.file import Connection
from cointracker_pipeline.storage.warehouse.given import insert_rows
from cointracker_pipeline.storage.warehouse.members import TABLES
from cointracker_pipeline.storage.warehouse.numbers import give_numbers
from cointracker_pipeline.storage.warehouse.transactions import Change

_TYPES = (*(pa.string(), pa.string(), pa.string()), pa.int32(), pa.int32(), pa.string())


@dataclass(frozen=True, slots=True)
class Member:
    """An address behind a key, and what is stored of it; ``transactions`` is ``None`` before it was ever read.

    ``balance`` is confirmed, in base units. Branch 0 receives, branch 1 is change.
    """

    key_id: str
    wallet: Wallet
    branch: int
    index: int
    transactions: int | None = None
    balance: int = 0
    is_pending: bool = False

    @property
    def is_used(self) -> bool:
        """Whether any transaction touches it, confirmed or not."""
        return self.is_pending or bool(self.transactions)


@dataclass(frozen=True, slots=True)
class KeyBalance:
    """A key's balance as it is stored: proven when those of all its addresses are."""

    balance: int
    transaction_count: int
    chain_balance: int
    tip_height: int
    proven: bool
    checked_at: datetime
    complete: bool

    def to_wallet_balance(self, key: Wallet) -> WalletBalance:
        """Return it as that of any wallet; the chain tells no number of a key's transactions."""
        return WalletBalance(
            key.wallet_id,
            key.chain,
            self.balance,
            self.transaction_count,
            self.chain_balance,
            None,
            self.tip_height,
            self.checked_at,
            self.complete,
        )


def add_members(connection: Connection, members: Sequence[Member]) -> None:
    """Write down which addresses belong to which key; what is known already stays."""
    ids = list({one.key_id for one in members})
    rows = connection.execute(
        "select wallet_id, address_id from main.wallet_addresses where wallet_id in (select unnest(?::varchar[]))",
        [ids],
    ).fetchall()
    known = set(rows)
    new = [
        (one.key_id, one.wallet.chain, one.wallet.address, one.branch, one.index, one.wallet.wallet_id)
        for one in members
        if (one.key_id, one.wallet.wallet_id) not in known
    ]
    insert_rows(connection, "main.wallet_addresses", _TYPES, new)


def read_members(connection: Connection, key_ids: Sequence[str]) -> dict[str, list[Member]]:
    """Return the addresses of each key by branch and index; a key that was never read has none."""
    rows = connection.execute(
        """
        select a.wallet_id, a.chain, a.address, a.branch, a.address_index, b.transaction_count,
            coalesce(b.balance, 0), a.address_id in (select wallet_id from members.pending_transactions)
        from main.wallet_addresses a left join members.wallet_balances b on b.wallet_id = a.address_id
        where a.wallet_id in (select unnest(?::varchar[])) order by a.branch, a.address_index
        """,
        [list(key_ids)],
    ).fetchall()
    found: dict[str, list[Member]] = {key_id: [] for key_id in key_ids}
    for key_id, chain, address, branch, index, count, balance, is_pending in rows:
        found[key_id].append(Member(key_id, Wallet(chain, address), branch, index, count, int(balance), is_pending))
    return found


def find_keys(connection: Connection, address_ids: Sequence[str]) -> list[str]:
    """Return the ids of the keys to which any of these addresses belongs."""
    rows = connection.execute(
        """
        select distinct wallet_id from main.wallet_addresses
        where address_id in (select unnest(?::varchar[])) order by wallet_id
        """,
        [list(address_ids)],
    ).fetchall()
    return [key_id for (key_id,) in rows]


def find_split_keys(connection: Connection, key_ids: Sequence[str]) -> set[str]:
    """Return the keys of which an address has rows above the lowest height at which another was looked at."""
    connection.execute(f"create or replace temp table tips as {_TIPS}", {"keys": list(key_ids)})
    rows = connection.execute(f"select distinct wallet_id from ({_ROWS}) where block_height > tip_height").fetchall()
    connection.execute("drop table tips")
    return {key_id for (key_id,) in rows}


def read_key_balances(connection: Connection, key_ids: Sequence[str]) -> dict[str, KeyBalance]:
    """Return the balances of keys by id; one whose addresses were never all read has none."""
    rows = connection.execute(
        f"""
        select wallet_id, balance, transaction_count, chain_balance, tip_height, proven, checked_at, complete
        from main.wallet_balances where {_CHOSEN}
        """,
        {"keys": list(key_ids)},
    ).fetchall()
    return {
        key_id: KeyBalance(int(balance), count, int(reported), tip, proven, at.replace(tzinfo=UTC), complete)
        for key_id, balance, count, reported, tip, proven, at, complete in rows
    }


def net_members(connection: Connection, key_ids: Sequence[str]) -> dict[str, Change]:
    """Write keys' rows and balances anew as the sums of their addresses', and tell how many rows came and went.

    A transfer from one address of a key to another nets out. All is as of the lowest height at which any address was
    looked at: what lies above it waits with the unconfirmed rows, since other addresses' part in it may not be known.
    Every address must have been read. Only rows that differ move.
    """
    keys = {"keys": list(key_ids)}
    give_numbers(connection, key_ids, "main.wallet_numbers")
    connection.execute(f"create or replace temp table tips as {_TIPS}", keys)
    connection.execute(f"create or replace temp table netted as {_NETTED}")
    removed = Counter(key_id for (key_id,) in connection.execute(_DELETE, keys).fetchall())
    added = Counter(key_id for (key_id,) in connection.execute(_INSERT).fetchall())
    for table in ("pending_transactions", "wallet_balances", "cursors"):
        connection.execute(f"delete from main.{table} where {_CHOSEN}", keys)
    for statement in (_INSERT_PENDING, _INSERT_BALANCES, _INSERT_CURSORS):
        connection.execute(statement)
    connection.execute("drop table netted; drop table tips")
    return {key_id: Change(added[key_id], removed[key_id]) for key_id in key_ids}


def delete_members(connection: Connection, key_id: str) -> None:
    """Remove the histories of a key's addresses, but for those that belong to another key as well."""
    for table in TABLES:
        connection.execute(
            f"""
            delete from members.{table} where wallet_id in (
                select address_id from main.wallet_addresses group by address_id
                having bool_and(wallet_id = ?)
            )
            """,
            [key_id],
        )


_CHOSEN = "wallet_id in (select unnest($keys::varchar[]))"
_TIPS = f"""
    select a.wallet_id, a.chain, min(b.tip_height) as tip_height, bool_and(b.proven) as proven,
        bool_and(b.complete) as complete, sum(b.chain_balance) as chain_balance, min(b.checked_at) as checked_at
    from main.wallet_addresses a join members.wallet_balances b on b.wallet_id = a.address_id
    where a.{_CHOSEN} group by a.wallet_id, a.chain
"""
_ROWS = """
    select a.wallet_id, a.chain, t.tx_hash, t.part, t.block_height, t.block_time, t.balance_change, k.tip_height
    from main.wallet_addresses a join members.wallet_numbers n on n.wallet_id = a.address_id
    join members.transactions t on t.wallet_no = n.wallet_no
    join tips k on k.wallet_id = a.wallet_id
"""
_NETTED = f"""
    select wallet_id, chain, tx_hash, part, block_height, min(block_time) as block_time,
        sum(balance_change)::decimal(38, 0) as balance_change
    from ({_ROWS}) where block_height <= tip_height
    group by wallet_id, chain, tx_hash, part, block_height
"""
_SAME = """
    a.wallet_id = b.wallet_id and a.tx_hash = b.tx_hash and a.part = b.part and a.block_height = b.block_height
    and a.block_time = b.block_time and a.balance_change = b.balance_change
"""
_NUMBERED = f"wallet_no in (select n.wallet_no from main.wallet_numbers n where n.{_CHOSEN})"
_DELETE = f"""
    delete from main.transactions a where a.{_NUMBERED} and not exists (select 1 from netted b where {_SAME})
    returning wallet_id
"""
_COLUMNS = "wallet_id, chain, tx_hash, part, block_height, block_time, balance_change"
_INSERT = f"""
    insert into main.transactions ({_COLUMNS}, wallet_no)
    select {_COLUMNS}, wallet_no from netted b join main.wallet_numbers using (wallet_id)
    where not exists (select 1 from main.transactions a where {_SAME}) order by block_height returning wallet_id
"""
_INSERT_PENDING = f"""
    insert into main.pending_transactions (wallet_id, chain, tx_hash, part, first_seen, balance_change)
    select wallet_id, chain, tx_hash, part, min(seen), sum(balance_change)::decimal(38, 0) from (
        select a.wallet_id, a.chain, p.tx_hash, p.part, p.first_seen as seen, p.balance_change
        from members.pending_transactions p join main.wallet_addresses a on a.address_id = p.wallet_id
        join tips k on k.wallet_id = a.wallet_id
        union all
        select wallet_id, chain, tx_hash, part, block_time, balance_change from ({_ROWS})
        where block_height > tip_height
    ) group by wallet_id, chain, tx_hash, part
"""
_INSERT_BALANCES = f"""
    insert into main.wallet_balances (
        wallet_id, chain, balance, transaction_count, pending_change, chain_balance, chain_transaction_count,
        tip_height, proven, checked_at, complete
    )
    select k.wallet_id, k.chain, coalesce(t.balance, 0), coalesce(t.number, 0), coalesce(p.change, 0),
        k.chain_balance - coalesce(above.change, 0), null, k.tip_height,
        k.proven and coalesce(t.balance, 0) = k.chain_balance - coalesce(above.change, 0), k.checked_at, k.complete
    from tips k
    left join (
        select wallet_id, sum(balance_change) as balance, count(*) as number from netted group by wallet_id
    ) t using (wallet_id)
    left join (
        select wallet_id, sum(balance_change) as change from main.pending_transactions group by wallet_id
    ) p using (wallet_id)
    left join (
        select wallet_id, sum(balance_change) as change from ({_ROWS})
        where block_height > tip_height group by wallet_id
    ) above using (wallet_id)
"""
_INSERT_CURSORS = """
    insert into main.cursors (wallet_id, complete_height, reachable) select wallet_id, tip_height, complete from tips
"""
