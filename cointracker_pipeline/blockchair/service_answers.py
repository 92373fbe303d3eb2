"""The answers about the service: its chains, and what a key has used.

Every decoder raises ValueError with the reason when the data is not what the API promises.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime

import msgspec

from cointracker_pipeline.blockchair.envelope import Envelope
from cointracker_pipeline.blockchair.prices import MILLIPOINTS, to_millipoints
from cointracker_pipeline.blockchair.shapes import data_of, decode, decode_map, parse_moment


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


@dataclass(frozen=True, slots=True)
class Pulse:
    """That the service answers: what its clock says, and what the key has used, ``None`` without a key."""

    server_time: datetime | None
    usage: Usage | None


def decode_stats(envelope: Envelope) -> dict[str, ChainStats]:
    """Return what is known of each chain that has a tip; stablecoins across chains have none."""
    boxes = {name: decode(raw, _ChainStatsBox).data for name, raw in _chains_of(envelope)}
    return {
        name: ChainStats(stats.best_block_height, stats.market_price_usd)
        for name, stats in boxes.items()
        if stats.best_block_height
    }


def decode_usage(envelope: Envelope) -> Usage:
    """Return what the key has used; ``requests_today`` counts points, not requests."""
    usage = decode(data_of(envelope), _Usage)
    daily = usage.max_requests_per_day
    return Usage(
        to_millipoints(usage.requests_today),
        None if daily is None else daily * MILLIPOINTS,
        parse_moment(usage.valid_until),
    )


def decode_pulse(envelope: Envelope, *, has_key: bool) -> Pulse:
    """Return the service's time, aware UTC, from the answer's ``Date`` header, and the usage of the key."""
    usage = decode_usage(envelope) if has_key else None
    return Pulse(_parse_date(envelope.date), usage)


def _parse_date(header: str) -> datetime | None:
    """Return an HTTP date; one that is missing or odd says nothing, and the answer may still be good."""
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _chains_of(envelope: Envelope) -> Iterable[tuple[str, msgspec.Raw]]:
    return ((n, raw) for n, raw in decode_map(envelope, msgspec.Raw).items() if n != "cross-chain")
