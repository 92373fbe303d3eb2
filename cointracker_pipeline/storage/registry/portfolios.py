"""What each person's wallets hold together, from the summaries alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal, select

from cointracker_pipeline.storage.registry.engine import Database
from cointracker_pipeline.storage.registry.exact_sums import join_parts, sum_parts
from cointracker_pipeline.storage.registry.tables import track_tags, tracks, wallet_summaries

_OF_TRACK = tracks.outerjoin(wallet_summaries, wallet_summaries.c.wallet_id == tracks.c.wallet_id)
_OF_TAG = track_tags.outerjoin(wallet_summaries, wallet_summaries.c.wallet_id == track_tags.c.wallet_id)


@dataclass(frozen=True, slots=True)
class HeldPart:
    """What a person's wallets of one chain hold.

    Amounts are in base units. ``worth_cents`` sums the worths that are known, in US dollars: those of ``priced``
    wallets; ``unpriced`` ones hold something of which none is known. ``synced`` wallets have figures at all, the oldest
    of them from ``checked_at``.
    """

    chain: str
    wallets: int
    synced: int
    proven: int
    unpriced: int
    worth_cents: int
    priced: int
    transaction_count: int
    checked_at: datetime | None
    balance: int
    pending: int

    @property
    def known_worth(self) -> int | None:
        """What is known of its worth, in cents; ``None`` where nothing is, which is not 0."""
        return _find_known(self)


@dataclass(frozen=True, slots=True)
class HeldTag:
    """What a person's wallets with a tag are worth, over all chains; an empty tag is that of those without any.

    ``unpriced_chains`` are those of which no price is known, or not of all that is held.
    """

    tag: str
    wallets: int
    synced: int
    proven: int
    unpriced: int
    worth_cents: int
    priced: int
    unpriced_chains: tuple[str, ...] = ()

    @property
    def known_worth(self) -> int | None:
        """What is known of its worth, in cents; ``None`` where nothing is, which is not 0."""
        return _find_known(self)


class Portfolios:
    """The registry's part for what people hold."""

    _database: Database

    def sum_by_chain(self, person_id: int, tag: str | None = None) -> list[HeldPart]:
        """Return what a person's wallets, or those with a tag, hold by chain."""
        query = select(tracks.c.chain, *_COUNTS, *_FIGURES).select_from(_OF_TRACK)
        query = query.where(tracks.c.person_id == person_id).group_by(tracks.c.chain).order_by(tracks.c.chain)
        if tag is not None:
            tagged = select(track_tags.c.wallet_id).where(track_tags.c.person_id == person_id, track_tags.c.tag == tag)
            query = query.where(tracks.c.wallet_id.in_(tagged))
        with self._database.reading() as connection:
            return [_make(*row) for row in connection.execute(query)]

    def sum_by_tag(self, person_id: int) -> list[HeldTag]:
        """Return what a person's wallets are worth by tag; a wallet with several tags counts in each."""
        tag, chain = track_tags.c.tag, _SUMMED.chain
        of_tag = select(tag, chain, *_COUNTS).select_from(_OF_TAG).where(track_tags.c.person_id == person_id)
        theirs = (track_tags.c.person_id == tracks.c.person_id, track_tags.c.wallet_id == tracks.c.wallet_id)
        bare = select(literal(""), chain, *_COUNTS).select_from(_OF_TRACK)
        bare = bare.where(tracks.c.person_id == person_id, ~select(track_tags.c.tag).where(*theirs).exists())
        with self._database.reading() as connection:
            rows = [
                *connection.execute(of_tag.group_by(tag, chain).order_by(tag, chain)),
                *connection.execute(bare.group_by(chain).order_by(chain)),
            ]
        return [_join(name, list(parts)) for name, parts in groupby(rows, key=lambda row: str(row[0]))]


def _join(tag: str, parts: Sequence[Any]) -> HeldTag:
    """Return what the wallets with a tag are worth on all chains, those without figures among them."""
    wallets, synced, proven, unpriced, worth, priced = (sum(int(one[place]) for one in parts) for place in range(2, 8))
    missing = tuple(str(chain) for _, chain, _, _, _, unpriced_there, *_ in parts if unpriced_there)
    return HeldTag(tag, wallets, synced, proven, unpriced, worth, priced, missing)


def _find_known(held: HeldPart | HeldTag) -> int | None:
    nothing = not held.synced or (held.unpriced and not held.priced)
    return None if nothing else held.worth_cents


def _count_if(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


_SUMMED = wallet_summaries.c
_COUNTS = (
    func.count(),
    func.count(_SUMMED.wallet_id),
    _count_if(_SUMMED.proven.is_(True)),
    _count_if(and_(_SUMMED.worth_cents.is_(None), _SUMMED.balance != "0")),
    func.coalesce(func.sum(_SUMMED.worth_cents), 0),
    func.count(_SUMMED.worth_cents),
)
_FIGURES = (
    func.coalesce(func.sum(_SUMMED.transaction_count), 0),
    func.min(_SUMMED.checked_at),
    *sum_parts(_SUMMED.balance),
    *sum_parts(_SUMMED.pending),
)


def _make(chain: str, *values: Any) -> HeldPart:
    wallets, synced, proven, unpriced, worth_cents, priced, transactions, checked_at, *parts = values
    half = len(parts) // 2
    return HeldPart(
        chain,
        int(wallets),
        int(synced),
        int(proven),
        int(unpriced),
        int(worth_cents),
        int(priced),
        int(transactions),
        checked_at,
        join_parts(parts[:half]),
        join_parts(parts[half:]),
    )
