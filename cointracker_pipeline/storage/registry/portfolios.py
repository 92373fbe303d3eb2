"""What each person's wallets hold together, from the summaries alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select

from cointracker_pipeline.storage.registry.engine import Database
from cointracker_pipeline.storage.registry.exact_sums import join_parts, sum_parts
from cointracker_pipeline.storage.registry.tables import track_tags, tracks, wallet_summaries

_OF_TRACK = tracks.outerjoin(wallet_summaries, wallet_summaries.c.wallet_id == tracks.c.wallet_id)
_TAGGED = _OF_TRACK.outerjoin(
    track_tags,
    and_(track_tags.c.person_id == tracks.c.person_id, track_tags.c.wallet_id == tracks.c.wallet_id),
)


@dataclass(frozen=True, slots=True)
class HeldPart:
    """What a person's wallets of one chain hold, all or those with ``tag``, empty for those without any.

    Amounts are in base units. ``worth_cents`` sums the worths that are known, in US dollars; ``unpriced`` wallets hold
    something of which none is known. ``synced`` wallets have figures at all, the oldest of them from ``checked_at``.
    """

    chain: str
    tag: str
    wallets: int
    synced: int
    proven: int
    unpriced: int
    worth_cents: int
    transaction_count: int
    checked_at: datetime | None
    balance: int
    pending: int


class Portfolios:
    """The registry's part for what people hold."""

    _database: Database

    def sum_by_chain(self, person_id: int) -> list[HeldPart]:
        """Return what a person's wallets hold, by chain."""
        query = select(tracks.c.chain, *_figures()).select_from(_OF_TRACK).where(tracks.c.person_id == person_id)
        with self._database.reading() as connection:
            rows = connection.execute(query.group_by(tracks.c.chain).order_by(tracks.c.chain)).all()
        return [_make(row[0], "", row[1:]) for row in rows]

    def sum_by_tag(self, person_id: int) -> list[HeldPart]:
        """Return what a person's wallets hold, by tag and chain; a wallet with several tags counts in each."""
        tag = func.coalesce(track_tags.c.tag, "")
        query = select(tag, tracks.c.chain, *_figures()).select_from(_TAGGED).where(tracks.c.person_id == person_id)
        with self._database.reading() as connection:
            rows = connection.execute(query.group_by(tag, tracks.c.chain).order_by(tag, tracks.c.chain)).all()
        return [_make(row[1], row[0], row[2:]) for row in rows]


def _figures() -> list[ColumnElement[Any]]:
    figures = wallet_summaries.c
    return [
        func.count(),
        func.count(figures.wallet_id),
        _count_if(figures.proven.is_(True)),
        _count_if(and_(figures.worth_cents.is_(None), figures.balance != "0")),
        func.coalesce(func.sum(figures.worth_cents), 0),
        func.coalesce(func.sum(figures.transaction_count), 0),
        func.min(figures.checked_at),
        *sum_parts(figures.balance),
        *sum_parts(figures.pending),
    ]


def _count_if(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _make(chain: str, tag: str, values: Sequence[Any]) -> HeldPart:
    wallets, synced, proven, unpriced, worth_cents, transactions, checked_at, *parts = values
    half = len(parts) // 2
    return HeldPart(
        chain,
        tag,
        int(wallets),
        int(synced),
        int(proven),
        int(unpriced),
        int(worth_cents),
        int(transactions),
        checked_at,
        join_parts(parts[:half]),
        join_parts(parts[half:]),
    )
