"""What each person says of a wallet: rows of ``tracks``, with their tags to search by in ``track_tags``."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, bindparam, delete, func, insert, select, update

from cointracker_pipeline.domain.wallet import TrackedWallet, Wallet
from cointracker_pipeline.storage.registry.tables import track_tags, tracks, wallets


def select_tracked(person_id: int) -> Select[Any]:
    """Return the query for all wallets there are, with what a person says of those that they track."""
    mine = and_(tracks.c.wallet_id == wallets.c.wallet_id, tracks.c.person_id == person_id)
    added_at = func.coalesce(tracks.c.added_at, wallets.c.added_at, type_=tracks.c.added_at.type).label("added_at")
    said = (tracks.c.person_id, tracks.c.label, tracks.c.tags, tracks.c.owner, tracks.c.note)
    return select(wallets.c.wallet_id, wallets.c.chain, wallets.c.address, added_at, *said).select_from(
        wallets.outerjoin(tracks, mine)
    )


def read_tracked(row: Row[Any]) -> TrackedWallet:
    """Return a wallet from such a row; nothing is said of one that the person does not track."""
    wallet = Wallet(row.chain, row.address)
    if row.person_id is None:
        return TrackedWallet(wallet, added_at=row.added_at)
    return TrackedWallet(wallet, row.label, tuple(row.tags), row.added_at, row.owner, row.note)


def insert_tracks(connection: Connection, person_id: int, added: Sequence[TrackedWallet]) -> None:
    """Let a person track wallets that they do not track yet."""
    if added:
        connection.execute(insert(tracks), [_said(person_id, one) | {"added_at": one.added_at} for one in added])
        _insert_tags(connection, person_id, added)


def update_tracks(connection: Connection, person_id: int, changed: Sequence[TrackedWallet]) -> None:
    """Take over what a person says now, exactly as given, of wallets that they track."""
    if not changed:
        return
    rows = [{f"{name}_": value for name, value in _said(person_id, one).items()} for one in changed]
    of_person = tracks.c.person_id == bindparam("person_id_")
    said = {name: bindparam(f"{name}_", type_=tracks.c[name].type) for name in ("label", "tags", "owner", "note")}
    mine = update(tracks).where(of_person, tracks.c.wallet_id == bindparam("wallet_id_"))
    connection.execute(mine.values(said), rows)
    ids = [{"wallet_id_": one.wallet_id} for one in changed]
    before = delete(track_tags).where(track_tags.c.person_id == person_id)
    connection.execute(before.where(track_tags.c.wallet_id == bindparam("wallet_id_")), ids)
    _insert_tags(connection, person_id, changed)


def _insert_tags(connection: Connection, person_id: int, said: Iterable[TrackedWallet]) -> None:
    rows = [
        {"person_id": person_id, "wallet_id": one.wallet_id, "tag": tag}
        for one in said
        for tag in dict.fromkeys(one.tags)
    ]
    if rows:
        connection.execute(insert(track_tags), rows)


def _said(person_id: int, one: TrackedWallet) -> dict[str, object]:
    return {
        "person_id": person_id,
        "wallet_id": one.wallet_id,
        "label": one.label,
        "tags": list(one.tags),
        "owner": one.owner,
        "note": one.note,
    }
