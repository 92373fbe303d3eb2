"""Each person's own wallets: which they track, and what they say of them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, func, select

from cointracker_pipeline.domain.wallet import TrackedWallet
from cointracker_pipeline.storage.registry.engine import Database, chunks
from cointracker_pipeline.storage.registry.requests import ask_within
from cointracker_pipeline.storage.registry.tables import tracks, wallets
from cointracker_pipeline.storage.registry.tracks import read_tracked, select_tracked, write_tracks


class Tracks:
    """The registry's part for what people say of wallets; ``add_wallets`` lets a person track some."""

    _database: Database

    def list_tracked(self, person_id: int, chain: str | None = None) -> list[TrackedWallet]:
        """Return a person's wallets, or those of one chain, the oldest first."""
        query = select_tracked(person_id).order_by(tracks.c.added_at, tracks.c.wallet_id)
        if chain is not None:
            query = query.where(wallets.c.chain == chain)
        with self._database.reading() as connection:
            return [read_tracked(row) for row in connection.execute(query)]

    def list_pairs(self) -> list[tuple[int, str]]:
        """Return who tracks which wallet, as ids alone, by person."""
        query = select(tracks.c.person_id, tracks.c.wallet_id).order_by(tracks.c.person_id, tracks.c.wallet_id)
        with self._database.reading() as connection:
            return [(person_id, wallet_id) for person_id, wallet_id in connection.execute(query)]

    def find_track(self, person_id: int, wallet_id: str) -> TrackedWallet | None:
        """Return a wallet with what a person says of it, ``None`` if they do not track it."""
        with self._database.reading() as connection:
            row = connection.execute(select_tracked(person_id).where(wallets.c.wallet_id == wallet_id)).one_or_none()
        return read_tracked(row) if row else None

    def is_tracked_by(self, person_id: int, wallet_id: str) -> bool:
        """Tell whether a person tracks a wallet."""
        theirs = select(tracks.c.wallet_id).where(*_is(person_id, wallet_id))
        with self._database.reading() as connection:
            return connection.execute(theirs).first() is not None

    def count_trackers(self, wallet_id: str) -> int:
        """Return how many people track a wallet."""
        with self._database.reading() as connection:
            query = select(func.count()).select_from(tracks).where(tracks.c.wallet_id == wallet_id)
            return int(connection.execute(query).scalar_one())

    def update_track(self, person_id: int, said: TrackedWallet) -> bool:
        """Take over label, tags, owner and note exactly as given, empty ones too; tell whether the wallet is theirs."""
        with self._database.writing() as connection:
            theirs = connection.execute(select(tracks.c.added_at).where(*_is(person_id, said.wallet_id))).scalar()
            if theirs is not None:
                write_tracks(connection, person_id, [replace(said, added_at=theirs)])
        return theirs is not None

    def untrack_wallets(
        self, person_id: int, wallet_ids: Iterable[str], now: datetime, asked_by: str = ""
    ) -> list[str]:
        """Let a person track wallets no more, and return those of them that now nobody tracks.

        With ``asked_by`` their deletion is asked for in the same transaction.
        """
        wanted = list(dict.fromkeys(wallet_ids))
        with self._database.writing() as connection:
            for piece in chunks(wanted):
                theirs = (tracks.c.person_id == person_id, tracks.c.wallet_id.in_(piece))
                connection.execute(delete(tracks).where(*theirs))
            return let_go(connection, wanted, asked_by, now)


def _is(person_id: int, wallet_id: str) -> tuple[ColumnElement[bool], ...]:
    return tracks.c.person_id == person_id, tracks.c.wallet_id == wallet_id


def let_go(connection: Connection, wallet_ids: Sequence[str], asked_by: str, now: datetime) -> list[str]:
    """Return those of the wallets that nobody tracks, and with ``asked_by`` ask for their deletion."""
    free = [one for piece in chunks(wallet_ids) for one in _find_free(connection, piece)]
    if free and asked_by:
        ask_within(connection, "delete", free, asked_by, now)
    return free


def _find_free(connection: Connection, ids: Sequence[str]) -> list[str]:
    tracked = select(tracks.c.wallet_id).where(tracks.c.wallet_id == wallets.c.wallet_id).exists()
    free = select(wallets.c.wallet_id).where(wallets.c.wallet_id.in_(ids), ~tracked).order_by(wallets.c.wallet_id)
    return list(connection.execute(free).scalars())
