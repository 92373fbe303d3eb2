"""The wallets people gave us."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from cointracker_pipeline.domain.wallet import TrackedWallet, Wallet
from cointracker_pipeline.errors import UnknownWalletError
from cointracker_pipeline.storage.registry.engine import Database, chunks
from cointracker_pipeline.storage.registry.requests import ask_within
from cointracker_pipeline.storage.registry.tables import alerts, sync_request_wallets, sync_runs, wallets
from cointracker_pipeline.storage.registry.withdrawing import is_leaving, withdraw_deletions, withdraw_from_all

# Longer than most addresses, shorter than any private key: a mistyped id must not show one in a message.
_SHOWN = 44


class Wallets:
    """The registry's part for wallets."""

    _database: Database

    def add_wallets(self, wallets: Sequence[TrackedWallet], now: datetime, asked_by: str = "") -> list[bool]:
        """Track wallets; tell for each whether it is new, or was about to be deleted, which is withdrawn.

        One that was there keeps its age, and takes over a label, tags, an owner or a note that are not empty. With
        ``asked_by`` the first sync of the new ones is asked for in the same transaction.
        """
        with self._database.writing() as connection:
            leaving = withdraw_deletions(connection, [one.wallet_id for one in wallets])
            known = _read_known(connection, [one.wallet_id for one in wallets])
            merged, added = _merge(known, leaving, wallets, now)
            _insert(connection, [one for key, one in merged.items() if key not in known])
            _update(connection, [one for key, one in merged.items() if key in known and one != known[key]])
            new = [one.wallet_id for one, is_new in zip(wallets, added, strict=True) if is_new]
            if asked_by and new:
                ask_within(connection, "refresh", new, asked_by, now)
        return added

    def list_wallets(self, chain: str | None = None) -> list[TrackedWallet]:
        """Return every wallet, or those of one chain, the oldest first."""
        query = select(wallets).order_by(wallets.c.added_at, wallets.c.wallet_id)
        if chain is not None:
            query = query.where(wallets.c.chain == chain)
        with self._database.reading() as connection:
            return [_read_row(row) for row in connection.execute(query)]

    def find_wallet(self, wallet_id: str) -> TrackedWallet:
        """Return one wallet.

        Raises: UnknownWalletError.
        """
        found = self.find_wallets([wallet_id])
        if not found:
            raise UnknownWalletError(
                f"{_shorten(wallet_id)!r} is not tracked; `cointracker wallets list` shows what is, "
                "`cointracker wallets add` adds one."
            )
        return found[0]

    def find_wallets(self, ids: Iterable[str]) -> list[TrackedWallet]:
        """Return the wallets with these ids in the order asked, each once; unknown ids are left out."""
        wanted = list(dict.fromkeys(ids))
        with self._database.reading() as connection:
            known = _read_known(connection, wanted)
        return [known[wallet_id] for wallet_id in wanted if wallet_id in known]

    def find_staying(self, ids: Iterable[str]) -> dict[str, TrackedWallet]:
        """Return by their ids those wallets that are tracked, and whose deletion is not waiting."""
        with self._database.reading() as connection:
            known = _read_known(connection, list(ids))
            leaving = connection.execute(select(sync_request_wallets.c.wallet_id).where(is_leaving())).scalars()
            return {wallet_id: known[wallet_id] for wallet_id in known.keys() - set(leaving)}

    def has_wallet(self, wallet_id: str) -> bool:
        """Tell whether a wallet is tracked."""
        return bool(self.find_tracked([wallet_id]))

    def find_tracked(self, ids: Iterable[str]) -> set[str]:
        """Return those of the ids whose wallets are tracked."""
        with self._database.reading() as connection:
            pieces = (select(wallets.c.wallet_id).where(wallets.c.wallet_id.in_(piece)) for piece in chunks(list(ids)))
            return {wallet_id for query in pieces for wallet_id in connection.execute(query).scalars()}

    def delete_wallet(self, wallet_id: str) -> bool:
        """Forget a wallet and all that is held about it, what it cost excepted; tell whether it was there."""
        with self._database.writing() as connection:
            withdraw_from_all(connection, wallet_id)
            connection.execute(delete(sync_runs).where(sync_runs.c.wallet_id == wallet_id))
            connection.execute(delete(alerts).where(alerts.c.subject == wallet_id))
            gone = connection.execute(delete(wallets).where(wallets.c.wallet_id == wallet_id))
        return gone.rowcount > 0


def _read_known(connection: Connection, ids: Sequence[str]) -> dict[str, TrackedWallet]:
    found: dict[str, TrackedWallet] = {}
    for piece in chunks(ids):
        rows = connection.execute(select(wallets).where(wallets.c.wallet_id.in_(piece)))
        found.update((row.wallet_id, _read_row(row)) for row in rows)
    return found


def _read_row(row: Row[Any]) -> TrackedWallet:
    wallet = Wallet(row.chain, row.address)
    return TrackedWallet(wallet, row.label, tuple(row.tags), row.added_at, row.owner, row.note)


def _merge(
    known: Mapping[str, TrackedWallet], leaving: set[str], given: Sequence[TrackedWallet], now: datetime
) -> tuple[dict[str, TrackedWallet], list[bool]]:
    """Return what each given wallet becomes, and for each given one whether it is new."""
    merged: dict[str, TrackedWallet] = {}
    added = []
    for one in given:
        before = merged.get(one.wallet_id) or known.get(one.wallet_id)
        added.append(before is None or (one.wallet_id in leaving and one.wallet_id not in merged))
        merged[one.wallet_id] = before.take_over(one) if before else replace(one, added_at=now)
    return merged, added


def _insert(connection: Connection, added: Sequence[TrackedWallet]) -> None:
    rows = [
        {
            "wallet_id": one.wallet_id,
            "chain": one.wallet.chain,
            "address": one.wallet.address,
            "label": one.label,
            "tags": list(one.tags),
            "added_at": one.added_at,
            "owner": one.owner,
            "note": one.note,
        }
        for one in added
    ]
    if rows:
        connection.execute(insert(wallets), rows)


def _update(connection: Connection, changed: Sequence[TrackedWallet]) -> None:
    rows = [
        {"id_": one.wallet_id, "label": one.label, "tags": list(one.tags), "owner": one.owner, "note": one.note}
        for one in changed
    ]
    if rows:
        connection.execute(update(wallets).where(wallets.c.wallet_id == bindparam("id_")), rows)


def _shorten(wallet_id: str) -> str:
    return wallet_id if len(wallet_id) <= _SHOWN else f"{wallet_id[:_SHOWN]}…"
