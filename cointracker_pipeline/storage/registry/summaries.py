"""What the pipeline tells of each wallet: a copy of the warehouse's figures for pages, which never open it."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select, update

from cointracker_pipeline.domain.balance import Unproven
from cointracker_pipeline.storage.registry.engine import Database, chunks
from cointracker_pipeline.storage.registry.tables import wallet_summaries, wallets
from cointracker_pipeline.storage.registry.upserting import upsert


@dataclass(frozen=True, slots=True)
class WalletSummary:
    """One wallet's figures: amounts in base units, worth in cents of US dollars where a price is known.

    ``unproven_as`` is ``None`` when the balance is proven or incomplete, and when it is not known why.
    """

    wallet_id: str
    chain: str
    balance: int
    pending: int
    worth_cents: int | None
    proven: bool
    complete: bool
    transaction_count: int
    checked_at: datetime | None
    newest_at: datetime | None
    unproven_as: Unproven | None = None


_CHANGING = tuple(one.name for one in fields(WalletSummary) if one.name != "wallet_id")


class Summaries:
    """The registry's part for summaries."""

    _database: Database

    def write_summaries(self, rows: Sequence[WalletSummary]) -> int:
        """Take over summaries, and return how many were news; of a wallet that nobody tracks none is kept.

        When all are known already, nobody waits for the writer.
        """
        with self._database.reading() as connection:
            known = _read(connection, [one.wallet_id for one in rows])
        news = [one for one in rows if known.get(one.wallet_id) != one]
        if not news:
            return 0
        with self._database.writing() as connection:
            kept = _find_tracked(connection, [one.wallet_id for one in news])
            written = [one for one in news if one.wallet_id in kept]
            looked_at = [one for one in written if _is_same_but_for_the_time(known.get(one.wallet_id), one)]
            _mark_checked(connection, looked_at)
            changed = {one.wallet_id for one in written} - {one.wallet_id for one in looked_at}
            rows_changed = [_make_row(one) for one in written if one.wallet_id in changed]
            upsert(connection, wallet_summaries, rows_changed, _CHANGING)
        return len(written)

    def find_summaries(self, wallet_ids: Iterable[str]) -> dict[str, WalletSummary]:
        """Return the summaries of wallets by id; one that was never synced has none."""
        with self._database.reading() as connection:
            return _read(connection, list(wallet_ids))

    def forget_summaries(self, wallet_ids: Sequence[str]) -> None:
        """Forget the figures of wallets whose rows are gone; they count as never synced."""
        with self._database.writing() as connection:
            for piece in chunks(wallet_ids):
                connection.execute(delete(wallet_summaries).where(wallet_summaries.c.wallet_id.in_(piece)))

    def list_summarised(self) -> list[str]:
        """Return the ids of all wallets that have a summary."""
        with self._database.reading() as connection:
            return list(connection.execute(select(wallet_summaries.c.wallet_id)).scalars())


def _read(connection: Connection, ids: Sequence[str]) -> dict[str, WalletSummary]:
    queries = [select(wallet_summaries).where(wallet_summaries.c.wallet_id.in_(piece)) for piece in chunks(ids)]
    return {row["wallet_id"]: _make(row) for query in queries for row in connection.execute(query).mappings()}


def _is_same_but_for_the_time(known: WalletSummary | None, new: WalletSummary) -> bool:
    return known is not None and replace(known, checked_at=new.checked_at) == new


def _mark_checked(connection: Connection, rows: Sequence[WalletSummary]) -> None:
    """Write when wallets were looked at: in a quiet night thousands at the same time, and nothing else changed."""
    by_time: dict[datetime | None, list[str]] = {}
    for one in rows:
        by_time.setdefault(one.checked_at, []).append(one.wallet_id)
    for checked_at, ids in by_time.items():
        for piece in chunks(ids):
            mine = update(wallet_summaries).where(wallet_summaries.c.wallet_id.in_(piece))
            connection.execute(mine.values(checked_at=checked_at))


def _find_tracked(connection: Connection, ids: Sequence[str]) -> set[str]:
    queries = [select(wallets.c.wallet_id).where(wallets.c.wallet_id.in_(piece)) for piece in chunks(ids)]
    return {wallet_id for query in queries for wallet_id in connection.execute(query).scalars()}


def _make(row: Any) -> WalletSummary:
    return WalletSummary(**{**row, "balance": int(row["balance"]), "pending": int(row["pending"])})


def _make_row(one: WalletSummary) -> dict[str, Any]:
    return asdict(one) | {"balance": str(one.balance), "pending": str(one.pending)}
