"""The wallets people gave us."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from cointracker_pipeline.domain.wallet import TrackedWallet
from cointracker_pipeline.errors import UnknownWalletError
from cointracker_pipeline.storage.registry.engine import Database, chunks
from cointracker_pipeline.storage.registry.requests import ask_within
from cointracker_pipeline.storage.registry.tables import OPERATOR, alerts, sync_request_wallets, sync_runs, wallets
from cointracker_pipeline.storage.registry.tracks import (
    read_known,
    read_tracked,
    select_wallets,
    write_tracks,
)
from cointracker_pipeline.storage.registry.withdrawing import is_leaving, withdraw_deletions, withdraw_from_all

# Longer than most addresses, shorter than any private key: a mistyped id must not show one in a message.
_SHOWN = 44


class Wallets:
    """The registry's part for wallets."""

    _database: Database

    def add_wallets(
        self, wallets: Sequence[TrackedWallet], now: datetime, asked_by: str = "", person_id: int = OPERATOR
    ) -> list[bool]:
        """Let a person track wallets; tell for each whether it is new to them, or was about to be deleted.

        Such a deletion is withdrawn. One that was theirs keeps its age, and takes over a label, tags, an owner or a
        note that are not empty. With ``asked_by`` the first sync of those that are new to everybody is asked for in
        the same transaction.
        """
        ids = [one.wallet_id for one in wallets]
        with self._database.writing() as connection:
            leaving = withdraw_deletions(connection, ids)
            known = read_known(connection, ids, person_id)
            theirs = {key: one for key, one in known.items() if one is not None}
            merged, added = _merge(theirs, leaving, wallets, now)
            _insert(connection, [one for key, one in merged.items() if key not in known])
            write_tracks(connection, person_id, [one for key, one in merged.items() if one != theirs.get(key)])
            if asked_by and (new := [key for key in merged if key not in known or key in leaving]):
                ask_within(connection, "refresh", new, asked_by, now)
        return added

    def list_wallets(self, chain: str | None = None) -> list[TrackedWallet]:
        """Return every wallet that anybody tracks, or those of one chain, the oldest first.

        With them comes what the operator says of those that are theirs too, here and in all that finds wallets.
        """
        query = select_wallets(OPERATOR).order_by(wallets.c.added_at, wallets.c.wallet_id)
        if chain is not None:
            query = query.where(wallets.c.chain == chain)
        with self._database.reading() as connection:
            return [read_tracked(row) for row in connection.execute(query)]

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
            pieces = [select_wallets(OPERATOR).where(wallets.c.wallet_id.in_(piece)) for piece in chunks(wanted)]
            known = {row.wallet_id: read_tracked(row) for query in pieces for row in connection.execute(query)}
        return [known[wallet_id] for wallet_id in wanted if wallet_id in known]

    def find_staying(self, ids: Iterable[str], person_id: int = OPERATOR) -> dict[str, TrackedWallet]:
        """Return, by their ids, those that are a person's wallets and whose deletion is not asked for."""
        with self._database.reading() as connection:
            known = read_known(connection, list(ids), person_id)
            leaving = set(connection.execute(select(sync_request_wallets.c.wallet_id).where(is_leaving())).scalars())
        return {wallet_id: one for wallet_id, one in known.items() if one is not None and wallet_id not in leaving}

    def has_wallet(self, wallet_id: str) -> bool:
        """Tell whether anybody tracks a wallet."""
        return bool(self.find_tracked([wallet_id]))

    def find_tracked(self, ids: Iterable[str]) -> set[str]:
        """Return those of the ids whose wallets anybody tracks."""
        with self._database.reading() as connection:
            pieces = (select(wallets.c.wallet_id).where(wallets.c.wallet_id.in_(piece)) for piece in chunks(list(ids)))
            return {wallet_id for query in pieces for wallet_id in connection.execute(query).scalars()}

    def delete_wallet(self, wallet_id: str) -> bool:
        """Forget a wallet whoever tracks it, and all but what it cost; tell whether it was there."""
        with self._database.writing() as connection:
            withdraw_from_all(connection, wallet_id)
            connection.execute(delete(sync_runs).where(sync_runs.c.wallet_id == wallet_id))
            connection.execute(delete(alerts).where(alerts.c.subject == wallet_id))
            gone = connection.execute(delete(wallets).where(wallets.c.wallet_id == wallet_id))
        return gone.rowcount > 0


def _merge(
    theirs: Mapping[str, TrackedWallet], leaving: set[str], given: Sequence[TrackedWallet], now: datetime
) -> tuple[dict[str, TrackedWallet], list[bool]]:
    """Return what each given wallet becomes, and for each given one whether it is new."""
    merged: dict[str, TrackedWallet] = {}
    added = []
    for one in given:
        before = merged.get(one.wallet_id) or theirs.get(one.wallet_id)
        added.append(before is None or (one.wallet_id in leaving and one.wallet_id not in merged))
        merged[one.wallet_id] = before.take_over(one) if before else replace(one, added_at=now)
    return merged, added


def _insert(connection: Connection, added: Sequence[TrackedWallet]) -> None:
    rows = [
        {
            "wallet_id": one.wallet_id,
            "chain": one.wallet.chain,
            "address": one.wallet.address,
            "added_at": one.added_at,
        }
        for one in added
    ]
    if rows:
        connection.execute(insert(wallets), rows)


def _shorten(wallet_id: str) -> str:
    return wallet_id if len(wallet_id) <= _SHOWN else f"{wallet_id[:_SHOWN]}…"
