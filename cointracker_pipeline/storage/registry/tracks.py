"""What each person says of a wallet: rows of ``tracks``, with their tags to search by in ``track_tags``."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, delete, func, insert, select

from cointracker_pipeline.domain.wallet import TrackedWallet, Wallet
from cointracker_pipeline.storage.registry.engine import chunks
from cointracker_pipeline.storage.registry.tables import track_tags, tracks, wallets
from cointracker_pipeline.storage.registry.upserting import upsert

_SAID = (tracks.c.person_id, tracks.c.label, tracks.c.tags, tracks.c.owner, tracks.c.note)


def select_wallets(person_id: int) -> Select[Any]:
    """Return the query for the wallets that anybody tracks, with what a person says of those that are theirs."""
    added_at = func.coalesce(tracks.c.added_at, wallets.c.added_at, type_=tracks.c.added_at.type).label("added_at")
    theirs = and_(tracks.c.wallet_id == wallets.c.wallet_id, tracks.c.person_id == person_id)
    facts = (wallets.c.wallet_id, wallets.c.chain, wallets.c.address)
    return select(*facts, added_at, *_SAID).select_from(wallets.outerjoin(tracks, theirs))


def select_tracked(person_id: int) -> Select[Any]:
    """Return the query for a person's wallets, with what they say of them."""
    facts = (wallets.c.wallet_id, wallets.c.chain, wallets.c.address, tracks.c.added_at)
    return select(*facts, *_SAID).select_from(tracks.join(wallets)).where(tracks.c.person_id == person_id)


def read_tracked(row: Row[Any]) -> TrackedWallet:
    """Return a wallet from a row of either query; nothing is said of one that is not the person's."""
    wallet = Wallet(row.chain, row.address)
    if row.person_id is None:
        return TrackedWallet(wallet, added_at=row.added_at)
    return TrackedWallet(wallet, row.label, tuple(row.tags), row.added_at, row.owner, row.note)


def read_known(connection: Connection, ids: Sequence[str], person_id: int) -> dict[str, TrackedWallet | None]:
    """Return those of the wallets that anybody tracks, ``None`` in place of one that is not the person's."""
    known: dict[str, TrackedWallet | None] = {}
    for piece in chunks(ids):
        rows = connection.execute(select_wallets(person_id).where(wallets.c.wallet_id.in_(piece)))
        known.update((row.wallet_id, None if row.person_id is None else read_tracked(row)) for row in rows)
    return known


def write_tracks(connection: Connection, person_id: int, said: Sequence[TrackedWallet]) -> None:
    """Let a person track wallets that anybody tracks, and take over exactly what they say of them.

    One that they track keeps its age.
    """
    upsert(connection, tracks, [_make_row(person_id, one) for one in said], ("label", "tags", "owner", "note"))
    before = delete(track_tags).where(track_tags.c.person_id == person_id)
    for piece in chunks([one.wallet_id for one in said]):
        connection.execute(before.where(track_tags.c.wallet_id.in_(piece)))
    _insert_tags(connection, person_id, said)


def _insert_tags(connection: Connection, person_id: int, said: Iterable[TrackedWallet]) -> None:
    rows = [
        {"person_id": person_id, "wallet_id": one.wallet_id, "tag": tag}
        for one in said
        for tag in dict.fromkeys(one.tags)
    ]
    if rows:
        connection.execute(insert(track_tags), rows)


def _make_row(person_id: int, one: TrackedWallet) -> dict[str, object]:
    return {
        "person_id": person_id,
        "wallet_id": one.wallet_id,
        "chain": one.wallet.chain,
        "label": one.label,
        "tags": list(one.tags),
        "owner": one.owner,
        "note": one.note,
        "added_at": one.added_at,
    }
