"""The page of a person's wallets: sorted, filtered, fifty at a time, answered by the registry alone."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import BigInteger, ColumnElement, Connection, and_, case, func, literal, or_, select, type_coerce

from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.errors import InputError
from cointracker_pipeline.storage.registry.engine import Database
from cointracker_pipeline.storage.registry.tables import sync_runs, track_tags, tracks, wallet_summaries
from cointracker_pipeline.storage.registry.wallet_states import WalletState, is_in_state, state_column

WalletSort = Literal["label", "chain", "balance", "worth", "transactions", "synced", "added"]

_SUMMED = tracks.outerjoin(wallet_summaries, wallet_summaries.c.wallet_id == tracks.c.wallet_id)
_TOO_LARGE = 2**63
_MOST_DIGITS = 38
_BY_TEXT = {"label", "chain", "balance"}
_BY_FIGURES = {"balance", "worth", "transactions", "synced"}
_FIGURES = (
    wallet_summaries.c.balance,
    wallet_summaries.c.worth_cents,
    wallet_summaries.c.proven,
    wallet_summaries.c.complete,
    wallet_summaries.c.transaction_count,
    wallet_summaries.c.checked_at,
    wallet_summaries.c.pending,
    wallet_summaries.c.newest_at,
)


@dataclass(frozen=True, slots=True)
class ListedWallet:
    """One row of the page: what the person says, the figures, ``None`` before the first sync, and how it stands."""

    wallet: Wallet
    label: str
    tags: tuple[str, ...]
    added_at: datetime
    balance: int | None
    worth_cents: int | None
    transaction_count: int | None
    checked_at: datetime | None
    proven: bool
    complete: bool
    state: WalletState
    error: str
    owner: str = ""
    note: str = ""
    pending: int | None = None
    newest_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class WalletPage:
    """Some of a person's wallets, and where the next page begins, ``None`` on the last.

    ``previous`` is where the page before ends, ``None`` on the first.
    """

    rows: tuple[ListedWallet, ...]
    next: str | None
    previous: str | None = None


@dataclass(frozen=True, slots=True)
class WalletFacets:
    """What a person's wallets can be filtered by, with how many there are of each; and their sums."""

    chains: dict[str, int]
    tags: dict[str, int]
    states: dict[WalletState, int]
    worth_cents: int
    priced: int
    proven: int
    total: int


class WalletPages:
    """The registry's part for the page of wallets."""

    _database: Database

    def list_wallet_page(
        self,
        person_id: int,
        *,
        chain: str | None = None,
        tag: str | None = None,
        state: WalletState | None = None,
        text: str = "",
        sort: WalletSort = "label",
        descending: bool = False,
        after: str | None = None,
        before: str | None = None,
        limit: int = 50,
    ) -> WalletPage:
        """Return a page of a person's wallets; ``text`` is looked for in labels and addresses.

        ``after`` is the ``next`` of the page before with the same ``sort``, and ``before`` the ``previous`` of the page
        after. Raises: InputError for any other.
        """
        backwards = before is not None
        cursor = before if backwards else after
        turned = descending != backwards
        key = _sort_key(sort)
        needs_figures = state is not None or sort in _BY_FIGURES
        query = select(tracks.c.wallet_id, key.label("key")).select_from(_SUMMED if needs_figures else tracks)
        query = query.where(*_filter(person_id, chain, tag, state, text))
        if cursor is not None:
            query = query.where(_is_after(key, _parse_cursor(cursor, sort), descending=turned))
        order = [one.desc() if turned else one for one in (key, tracks.c.wallet_id)]
        with self._database.reading() as connection:
            found = connection.execute(query.order_by(*order).limit(limit + 1)).all()
            shown = found[:limit][::-1] if backwards else found[:limit]
            ids = [row.wallet_id for row in shown]
            rows = _read_rows(connection, person_id, ids)
        more = len(found) > limit
        ends = [_make_cursor(one.key, one.wallet_id, sort) for one in (shown[0], shown[-1])] if shown else [None, None]
        return WalletPage(
            tuple(rows[wallet_id] for wallet_id in ids),
            next=ends[1] if backwards or more else None,
            previous=ends[0] if (more if backwards else cursor is not None) else None,
        )

    def find_listed(self, person_id: int, wallet_id: str) -> ListedWallet | None:
        """Return one wallet as a row of the page, ``None`` if it is not the person's."""
        with self._database.reading() as connection:
            return _read_rows(connection, person_id, [wallet_id]).get(wallet_id)

    def count_wallet_facets(self, person_id: int) -> WalletFacets:
        """Return by what a person's wallets can be filtered, and their sums; of all of them, whatever is shown."""
        state_of = state_column().label("state")
        worth = wallet_summaries.c.worth_cents
        figures = (func.count(), func.coalesce(func.sum(worth), 0), func.count(worth), _count_proven())
        of_person = tracks.c.person_id == person_id
        groups = select(tracks.c.chain, state_of, *figures).select_from(_SUMMED).where(of_person)
        tags = select(track_tags.c.tag, func.count()).where(track_tags.c.person_id == person_id)
        with self._database.reading() as connection:
            found = connection.execute(groups.group_by(tracks.c.chain, state_of)).all()
            tagged = connection.execute(tags.group_by(track_tags.c.tag).order_by(track_tags.c.tag)).all()
        return WalletFacets(
            chains=_add_up((row[0], row[2]) for row in sorted(found, key=lambda row: str(row[0]))),
            tags={row[0]: row[1] for row in tagged},
            states=_add_up((row[1], row[2]) for row in found),
            worth_cents=sum(int(row[3]) for row in found),
            priced=sum(int(row[4]) for row in found),
            proven=sum(int(row[5]) for row in found),
            total=sum(int(row[2]) for row in found),
        )


def _sort_key(sort: WalletSort) -> ColumnElement[Any]:
    """Return what rows are sorted by, never null: what is not known comes before all that is."""
    if sort == "label":
        # Those without a label come last.
        return case((tracks.c.label == "", "1"), else_=literal("0") + func.lower(tracks.c.label))
    if sort == "chain":
        return tracks.c.chain
    if sort == "balance":
        # Each coin for itself: a number of one says nothing beside that of another. Digits sort as numbers when padded.
        balance = func.coalesce(wallet_summaries.c.balance, "")
        padded = func.substr(literal("0" * _MOST_DIGITS) + balance, func.length(balance) + 1, _MOST_DIGITS)
        return tracks.c.chain + case((balance == "", ""), (balance.like("-%"), " "), else_=literal(" ") + padded)
    columns: dict[str, ColumnElement[Any]] = {
        "worth": wallet_summaries.c.worth_cents,
        "transactions": wallet_summaries.c.transaction_count,
        "synced": wallet_summaries.c.checked_at,
        "added": tracks.c.added_at,
    }
    return func.coalesce(type_coerce(columns[sort], BigInteger), -1)


def _filter(
    person_id: int, chain: str | None, tag: str | None, state: WalletState | None, text: str
) -> list[ColumnElement[bool]]:
    conditions = [tracks.c.person_id == person_id]
    if chain is not None:
        conditions.append(tracks.c.chain == chain)
    if tag is not None:
        tagged = select(track_tags.c.wallet_id).where(track_tags.c.person_id == person_id, track_tags.c.tag == tag)
        conditions.append(tracks.c.wallet_id.in_(tagged))
    if state is not None:
        conditions.append(is_in_state(state))
    if text := text.strip():
        looked_at = tracks.c.label + "\n" + tracks.c.wallet_id
        found = func.lower(looked_at).contains(text.lower(), autoescape=True)
        # SQLite knows only the letters of ASCII in both cases: others are found as they were typed.
        conditions.append(found if text.isascii() else or_(found, looked_at.contains(text, autoescape=True)))
    return conditions


def _is_after(key: ColumnElement[Any], last: tuple[Any, str], *, descending: bool) -> ColumnElement[bool]:
    value, wallet_id = last
    if descending:
        return or_(key < value, and_(key == value, tracks.c.wallet_id < wallet_id))
    return or_(key > value, and_(key == value, tracks.c.wallet_id > wallet_id))


def _make_cursor(value: object, wallet_id: str, sort: WalletSort) -> str:
    return base64.urlsafe_b64encode(json.dumps([sort, value, wallet_id]).encode()).decode().rstrip("=")


def _parse_cursor(after: str, sort: WalletSort) -> tuple[Any, str]:
    try:
        told, value, wallet_id = json.loads(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
    except (binascii.Error, ValueError, TypeError):
        told, value, wallet_id = None, None, None
    kind = str if sort in _BY_TEXT else int
    is_too_large = isinstance(value, int) and abs(value) >= _TOO_LARGE
    if told != sort or type(value) is not kind or is_too_large or not isinstance(wallet_id, str):
        raise InputError("This does not tell where a page begins; go back to the first one.")
    return value, wallet_id


def _read_rows(connection: Connection, person_id: int, ids: Sequence[str]) -> dict[str, ListedWallet]:
    """Read what a page shows: sorting carries the keys of thousands, and only these rows whole."""
    said = ("wallet_id", "chain", "label", "tags", "added_at", "owner", "note")
    query = select(*(tracks.c[name] for name in said), *_FIGURES, state_column(ids).label("state")).select_from(_SUMMED)
    query = query.where(tracks.c.person_id == person_id, tracks.c.wallet_id.in_(ids))
    rows = connection.execute(query).all()
    errors = _read_errors(connection, [row.wallet_id for row in rows if row.state == "failed"])
    return {row.wallet_id: _make(row, errors.get(row.wallet_id, "")) for row in rows}


def _read_errors(connection: Connection, ids: Sequence[str]) -> dict[str, str]:
    latest = select(func.max(sync_runs.c.sync_id)).where(sync_runs.c.wallet_id.in_(ids)).group_by(sync_runs.c.wallet_id)
    query = select(sync_runs.c.wallet_id, sync_runs.c.error).where(sync_runs.c.sync_id.in_(latest))
    return {row.wallet_id: row.error for row in connection.execute(query)} if ids else {}


def _make(row: Any, error: str) -> ListedWallet:
    return ListedWallet(
        wallet=Wallet(row.chain, row.wallet_id.removeprefix(f"{row.chain}:")),
        label=row.label,
        tags=tuple(row.tags),
        added_at=row.added_at,
        balance=None if row.balance is None else int(row.balance),
        worth_cents=row.worth_cents,
        transaction_count=row.transaction_count,
        checked_at=row.checked_at,
        proven=bool(row.proven),
        complete=bool(row.complete),
        state=row.state,
        error=error,
        owner=row.owner,
        note=row.note,
        pending=None if row.pending is None else int(row.pending),
        newest_at=row.newest_at,
    )


def _count_proven() -> ColumnElement[int]:
    return func.coalesce(func.sum(case((wallet_summaries.c.proven.is_(True), 1), else_=0)), 0)


def _add_up(counted: Any) -> dict[Any, int]:
    sums: dict[Any, int] = {}
    for name, count in counted:
        sums[name] = sums.get(name, 0) + int(count)
    return sums
