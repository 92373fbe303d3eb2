"""Confirmed transactions of many wallets page by page: each wallet's in turn, the oldest first."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cointracker_pipeline.storage.warehouse.file import Connection
from cointracker_pipeline.storage.warehouse.numbers import of_wallets

_SLICE_WALLETS = 1_000


@dataclass(frozen=True, slots=True)
class WalletRow:
    """A confirmed row of a wallet; its wallet, height, hash and part say where it stands. UTC without a zone."""

    wallet_id: str
    block_height: int
    tx_hash: str
    part: str
    chain: str
    block_time: datetime
    balance_change: int
    exact: bool

    @property
    def key(self) -> tuple[str, int, str, str]:
        """Where the next page begins: after this."""
        return self.wallet_id, self.block_height, self.tx_hash, self.part


_BEGINNING = ("", -1, "", "")
_DAY = timedelta(days=1)
_PAGE = """
    select wallet_id, block_height, tx_hash, part, chain, block_time, balance_change::hugeint, exact from transactions
    where {chosen} and (wallet_id, block_height, tx_hash, part) > ($wallet, $height, $hash, $part)
        and ($since is null or block_time >= $since::timestamp) and ($until is null or block_time < $until::timestamp)
    order by wallet_id, block_height, tx_hash, part limit $limit
"""


def read_rows(
    connection: Connection,
    wallet_ids: Sequence[str],
    limit: int,
    after: tuple[str, int, str, str] = _BEGINNING,
    first_day: date | None = None,
    last_day: date | None = None,
) -> list[WalletRow]:
    """Return the rows of these wallets that come next, of some UTC days if given, fewer than ``limit`` only at the end.

    In this order new rows of a wallet come last, so that whoever reads on from the last key misses none of them. A page
    looks only at the wallets it shows, however many are given; of some days, at all that come next.
    """
    rows: list[WalletRow] = []
    wallet, height, hash_, part = after
    days = {"since": first_day, "until": last_day and last_day + _DAY}
    # How many rows of a wallet are of some days is not known.
    whole = any(days.values())
    ordered = sorted(wallet_ids)
    for group in [ordered] if whole else _group(connection, ordered, wallet, limit):
        values = {"wallet": wallet, "height": height, "hash": hash_, "part": part, **days}
        page = _PAGE.format(chosen=of_wallets(connection, group))
        found = connection.execute(page, {**values, "limit": limit - len(rows)}).fetchall()
        rows += [WalletRow(*row) for row in found]
        if len(rows) >= limit:
            break
    return rows


def count_rows(connection: Connection, wallet_ids: Sequence[str]) -> int:
    """Return how many confirmed rows wallets have."""
    row = connection.execute(f"select count(*) from transactions where {of_wallets(connection, wallet_ids)}")
    return int((row.fetchone() or (0,))[0])


def _group(connection: Connection, wallet_ids: Sequence[str], first: str, limit: int) -> Iterator[list[str]]:
    """Return wallets from the first one on, in groups that have about as many rows as a page."""
    group: list[str] = []
    waiting = 0
    for begin in range(bisect_left(wallet_ids, first), len(wallet_ids), _SLICE_WALLETS):
        part = list(wallet_ids[begin : begin + _SLICE_WALLETS])
        counts = _read_counts(connection, part)
        for wallet_id in part:
            group.append(wallet_id)
            # Of the first wallet any number may have been shown already.
            waiting += 0 if wallet_id == first else counts.get(wallet_id, 0)
            if waiting >= limit:
                yield group
                group, waiting = [], 0
    if group:
        yield group


def _read_counts(connection: Connection, wallet_ids: Sequence[str]) -> dict[str, int]:
    rows = connection.execute(
        "select wallet_id, transaction_count from wallet_balances where wallet_id in (select unnest(?::varchar[]))",
        [list(wallet_ids)],
    ).fetchall()
    return dict(rows)
