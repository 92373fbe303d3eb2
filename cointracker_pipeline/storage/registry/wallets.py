"""The wallets people gave us."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, delete, exists, insert, select, update

from cointracker_pipeline.domain.wallet import TrackedWallet, Wallet
from cointracker_pipeline.errors import UnknownWalletError
from cointracker_pipeline.storage.registry.engine import Database, chunks
from cointracker_pipeline.storage.registry.tables import (
    alerts,
    sync_request_wallets,
    sync_requests,
    sync_runs,
    wallets,
)

# Longer than most addresses, shorter than any private key: a mistyped id must not show one in a message.
_SHOWN = 44


class Wallets:
    """The registry's part for wallets."""

    _database: Database

    def add_wallets(self, wallets: Sequence[TrackedWallet], now: datetime) -> list[bool]:
        """Track wallets; tell for each whether it is new.

        One that was there keeps its age, and takes over a label, tags, an owner or a note that are not empty.
        """
        with self._database.writing() as connection:
            known = _read_known(connection, [one.wallet_id for one in wallets])
            merged, added = _merge(known, wallets, now)
            _insert(connection, [one for key, one in merged.items() if key not in known])
            _update(connection, [one for key, one in merged.items() if key in known and one != known[key]])
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
            _withdraw_from_requests(connection, wallet_id)
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
    known: Mapping[str, TrackedWallet], given: Sequence[TrackedWallet], now: datetime
) -> tuple[dict[str, TrackedWallet], list[bool]]:
    """Return what each given wallet becomes, and for each given one whether it is new."""
    merged: dict[str, TrackedWallet] = {}
    added = []
    for one in given:
        before = merged.get(one.wallet_id) or known.get(one.wallet_id)
        added.append(before is None)
        merged[one.wallet_id] = _overlay(before, one) if before else replace(one, added_at=now)
    return merged, added


def _overlay(before: TrackedWallet, new: TrackedWallet) -> TrackedWallet:
    return replace(
        before,
        label=new.label or before.label,
        tags=tuple(new.tags) or before.tags,
        owner=new.owner or before.owner,
        note=new.note or before.note,
    )


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


def _withdraw_from_requests(connection: Connection, wallet_id: str) -> None:
    """Take a wallet out of all requests; one left waiting without wallets would mean "all due"."""
    of_request = sync_request_wallets.c.request_id
    mine = sync_request_wallets.c.wallet_id == wallet_id
    named = connection.execute(select(of_request).where(mine).distinct()).scalars().all()
    connection.execute(delete(sync_request_wallets).where(mine))
    for request_id in named:
        waiting = and_(sync_requests.c.request_id == request_id, sync_requests.c.taken_at.is_(None))
        is_empty = ~exists().where(of_request == request_id)
        connection.execute(delete(sync_requests).where(waiting, is_empty))
        # It is no longer what was asked: the same wish must not find it.
        connection.execute(update(sync_requests).where(waiting).values(wallets_key=f"rest of {request_id}"))


def _shorten(wallet_id: str) -> str:
    return wallet_id if len(wallet_id) <= _SHOWN else f"{wallet_id[:_SHOWN]}…"
