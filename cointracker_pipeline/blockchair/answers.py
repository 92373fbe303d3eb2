"""The data of each kind of answer, decoded into values; amounts are exact integers.

Every decoder raises ValueError with the reason when the data is not what the API promises. Keys that are not used
here may come and go.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TypeVar

import msgspec

from cointracker_pipeline.blockchair.envelope import Envelope
from cointracker_pipeline.blockchair.prices import MILLIPOINTS, to_millipoints
from cointracker_pipeline.domain.history import Balances, HistoryPage, Summary
from cointracker_pipeline.domain.transaction import Transaction

T = TypeVar("T")

# Where something never happened the live service gives this moment instead of null.
_NEVER = datetime(2000, 1, 1)  # noqa: DTZ001 - the API's times are UTC without a zone


class _Row(msgspec.Struct):
    """A detailed transaction: it says ``hash``, although the documentation says ``transaction_hash``."""

    block_id: int
    hash: str
    time: str
    balance_change: int
    address: str = ""


class _Facts(msgspec.Struct):
    balance: int
    received: int
    spent: int
    output_count: int
    unspent_output_count: int
    transaction_count: int | None = None


class _Address(msgspec.Struct):
    address: _Facts
    transactions: list[_Row] | dict[str, _Row] | None = None


class _Set(msgspec.Struct):
    addresses: dict[str, _Facts] | list[_Facts] | None = None
    transactions: list[_Row] | dict[str, _Row] | None = None


class _ChainStats(msgspec.Struct):
    best_block_height: int | None = None
    market_price_usd: Decimal | None = None


class _ChainStatsBox(msgspec.Struct):
    data: _ChainStats


class _Usage(msgspec.Struct):
    requests_today: Decimal
    valid_until: str | None = None
    max_requests_per_day: int | None = None


@dataclass(frozen=True, slots=True)
class SetPage:
    """The newest rows of a set of addresses, and each one's figures.

    ``summaries`` has every address asked for, zeros for the never seen; transaction counts are ``None``.
    ``rows_by_address`` is newest first. ``tip_height`` is ``None`` when none of the addresses was ever seen.
    """

    tip_height: int | None
    summaries: dict[str, Summary]
    rows_by_address: dict[str, tuple[Transaction, ...]]
    row_count: int
    limit: int
    millipoints: int


@dataclass(frozen=True, slots=True)
class ChainStats:
    """A chain's tip and the price of its coin."""

    tip_height: int
    price_usd: Decimal | None


@dataclass(frozen=True, slots=True)
class Usage:
    """What a key may use a day and has used today; ``valid_until`` is UTC without a zone."""

    millipoints_today: int
    millipoints_per_day: int | None
    valid_until: datetime | None


def bare(address: str) -> str:
    """Return an address without a prefix such as ``bitcoincash:``, which answers leave out or keep."""
    return address.rpartition(":")[2]


def parse_moment(text: str | None) -> datetime | None:
    """Read ``YYYY-MM-DD hh:mm:ss``; ``None`` for null and for the moment that stands for "never".

    Raises: ValueError when it is not a moment of that form.
    """
    if text is None:
        return None
    moment = _parse_time(text)
    return None if moment == _NEVER else moment


def decode_page(
    envelope: Envelope, address: str, *, offset: int, limit: int, confirmed_only: bool, millipoints: int
) -> HistoryPage:
    """Return one address's page; every row of the answer is in it, in the answer's order.

    The page's limit is what the server says it applied: where it allows fewer rows than were asked for, a full
    page is not taken for the last one.
    """
    found = _decode(_pick(_decode_map(envelope, msgspec.Raw), address), _Address)
    transactions = tuple(_to_transactions(_as_list(found.transactions)))
    return HistoryPage(
        tip_height=_tip_of(envelope),
        summary=_to_summary(found.address, confirmed_only),
        transactions=transactions,
        offset=_checked_offset(envelope, offset),
        limit=_applied_limit(envelope, limit, len(transactions)),
        millipoints=millipoints,
    )


def decode_set(
    envelope: Envelope, addresses: Sequence[str], *, limit: int, confirmed_only: bool, millipoints: int
) -> SetPage:
    """Return the figures and newest rows of a set; an address that the answer leaves out was never seen."""
    found = _Set() if envelope.data is None else _decode(envelope.data, _Set)
    asked = {bare(address): address for address in addresses}
    facts = _by_asked(asked, _as_map(found.addresses))
    rows = _as_list(found.transactions)
    return SetPage(
        tip_height=None if envelope.data is None else _tip_of(envelope),
        summaries={a: _to_summary(facts.get(a), confirmed_only) for a in addresses},
        rows_by_address=_group(asked, rows),
        row_count=len(rows),
        limit=_applied_limit(envelope, limit, len(rows)),
        millipoints=millipoints,
    )


def decode_balances(envelope: Envelope, addresses: Sequence[str], *, millipoints: int) -> Balances:
    """Return every asked address's balance; one that the answer leaves out has none."""
    balances = _decode_map(envelope, int)
    found = _by_asked({bare(address): address for address in addresses}, balances)
    return Balances(_tip_of(envelope), {address: found.get(address, 0) for address in addresses}, millipoints)


def decode_stats(envelope: Envelope) -> dict[str, ChainStats]:
    """Return what is known of each chain that has a tip; stablecoins across chains have none."""
    boxes = {name: _decode(raw, _ChainStatsBox).data for name, raw in _chains_of(envelope)}
    return {
        name: ChainStats(stats.best_block_height, stats.market_price_usd)
        for name, stats in boxes.items()
        if stats.best_block_height
    }


def decode_usage(envelope: Envelope) -> Usage:
    """Return what the key has used; ``requests_today`` counts points, not requests."""
    usage = _decode(_data_of(envelope), _Usage)
    daily = usage.max_requests_per_day
    return Usage(
        to_millipoints(usage.requests_today),
        None if daily is None else daily * MILLIPOINTS,
        parse_moment(usage.valid_until),
    )


def _decode(data: bytes | msgspec.Raw, kind: type[T]) -> T:
    return msgspec.json.decode(data, type=kind)


def _data_of(envelope: Envelope) -> bytes:
    """Return the data; an empty map arrives as ``[]``."""
    return b"{}" if envelope.data is None or envelope.data.split() in ([b"[]"], [b"[", b"]"]) else envelope.data


def _decode_map(envelope: Envelope, kind: type[T]) -> dict[str, T]:
    return _decode(_data_of(envelope), dict[str, kind])  # type: ignore[valid-type]


def _chains_of(envelope: Envelope) -> Iterable[tuple[str, msgspec.Raw]]:
    return ((n, raw) for n, raw in _decode_map(envelope, msgspec.Raw).items() if n != "cross-chain")


def _pick(found: dict[str, T], address: str) -> T:
    """Return what is said of an address: under its own name, without its prefix, or as the only one."""
    if len(found) == 1:
        return next(iter(found.values()))
    for key, value in found.items():
        if bare(key) == bare(address):
            return value
    raise ValueError(f"it speaks of {len(found)} addresses and not of the one that was asked for")


def _by_asked(asked: dict[str, str], found: dict[str, T]) -> dict[str, T]:
    """Return what was found under the addresses as they were asked for."""
    if any(bare(key) not in asked for key in found):
        raise ValueError("it speaks of an address that was not asked for")
    return {asked[bare(key)]: value for key, value in found.items()}


def _as_list(rows: list[T] | dict[str, T] | None) -> list[T]:
    if isinstance(rows, list):
        return rows
    if rows:
        raise ValueError("it has a map where a list must be")
    return []


def _as_map(entries: dict[str, T] | list[T] | None) -> dict[str, T]:
    if isinstance(entries, dict):
        return entries
    if entries:
        raise ValueError("it has a list where a map must be")
    return {}


def _tip_of(envelope: Envelope) -> int:
    """Return the best known height; 0 and none both mean that the server does not know it."""
    if not envelope.state or envelope.state < 0:
        raise ValueError("it does not say up to which block it speaks (context.state)")
    return envelope.state


def _checked_offset(envelope: Envelope, asked: int) -> int:
    if envelope.offset not in (None, asked):
        raise ValueError(f"it starts at row {envelope.offset} instead of row {asked}")
    return asked


def _applied_limit(envelope: Envelope, asked: int, row_count: int) -> int:
    if row_count > asked:
        raise ValueError(f"it has {row_count} rows, {asked} were asked for")
    applied = asked if envelope.limit is None else min(asked, envelope.limit)
    return applied if row_count <= applied else asked


def _to_summary(facts: _Facts | None, confirmed_only: bool) -> Summary:
    facts = facts or _Facts(0, 0, 0, 0, 0)
    return Summary(
        facts.balance,
        facts.received,
        facts.spent,
        facts.output_count,
        facts.unspent_output_count,
        facts.transaction_count,
        confirmed_only,
    )


def _group(asked: dict[str, str], rows: list[_Row]) -> dict[str, tuple[Transaction, ...]]:
    grouped: dict[str, list[Transaction]] = {address: [] for address in asked.values()}
    for row, transaction in zip(rows, _to_transactions(rows), strict=True):
        if bare(row.address) not in asked:
            raise ValueError("it has a row of an address that was not asked for")
        grouped[asked[bare(row.address)]].append(transaction)
    return {address: tuple(transactions) for address, transactions in grouped.items()}


def _to_transactions(rows: list[_Row]) -> Iterable[Transaction]:
    return (Transaction(row.hash, _to_height(row.block_id), _parse_time(row.time), row.balance_change) for row in rows)


def _to_height(block_id: int) -> int | None:
    if block_id < -1:
        raise ValueError(f"it has a row in block {block_id}")
    return None if block_id == -1 else block_id


def _parse_time(text: str) -> datetime:
    if len(text) != 19 or text[16] != ":":  # a zone in place of the seconds has the same length
        raise ValueError("it has a time that is not of the form 2009-01-03 18:15:05")
    return datetime.fromisoformat(text)
