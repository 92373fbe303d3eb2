"""The shapes that all answers share, and the way from their JSON to values; amounts are exact integers.

Whatever is not what the API promises raises ValueError with the reason. Keys that are not used may come and go.
"""

from datetime import datetime
from typing import TypeVar

import msgspec

from cointracker_pipeline.blockchair.envelope import Envelope
from cointracker_pipeline.domain.history import Summary
from cointracker_pipeline.domain.transaction import Transaction

T = TypeVar("T")

# Where something never happened the live service gives this moment instead of null.
_NEVER = datetime(2000, 1, 1)  # noqa: DTZ001 - the API's times are UTC without a zone
_FORM = "0000-00-00 00:00:00"


class Row(msgspec.Struct, gc=False):
    """A detailed transaction: it says ``hash``, although the documentation says ``transaction_hash``.

    It holds only texts and numbers, so the garbage collector need not look at the thousands of a page.
    """

    block_id: int
    hash: str
    time: str
    balance_change: int
    address: str = ""


class Facts(msgspec.Struct):
    """The chain's own figures for one address; in a set they come without the count of transactions."""

    balance: int
    received: int
    spent: int
    output_count: int
    unspent_output_count: int
    transaction_count: int | None = None
    first_seen_receiving: str | None = None


def bare(address: str) -> str:
    """Return an address without a prefix such as ``bitcoincash:``, which answers leave out or keep."""
    return address.rpartition(":")[2]


def parse_moment(text: str | None) -> datetime | None:
    """Read ``YYYY-MM-DD hh:mm:ss``; ``None`` for null and for the moment that stands for "never".

    Raises: ValueError when it is not a moment of that form.
    """
    if text is None:
        return None
    moment = parse_times([text])[0]
    return None if moment == _NEVER else moment


def decode(data: bytes | msgspec.Raw, kind: type[T]) -> T:
    """Return JSON as a value of this kind, strictly: a float is no integer.

    Raises: ValueError when it is not of that kind.
    """
    return msgspec.json.decode(data, type=kind)


def data_of(envelope: Envelope) -> bytes:
    """Return the data of an answer whose data is a map; an empty one arrives as ``[]``."""
    data = envelope.data or b"{}"
    return b"{}" if data.startswith(b"[") and not decode(data, list) else data


def decode_map(envelope: Envelope, kind: type[T]) -> dict[str, T]:
    """Return the data as a map to values of this kind."""
    return decode(data_of(envelope), dict[str, kind])  # type: ignore[valid-type]


def as_list(rows: list[T] | dict[str, T] | None) -> list[T]:
    """Return a list; null and an empty map stand for an empty one."""
    if isinstance(rows, list):
        return rows
    if rows:
        raise ValueError("it has a map where a list must be")
    return []


def as_map(entries: dict[str, T] | list[T] | None) -> dict[str, T]:
    """Return a map; null and an empty list stand for an empty one."""
    if isinstance(entries, dict):
        return entries
    if entries:
        raise ValueError("it has a list where a map must be")
    return {}


def to_summary(facts: Facts | None, confirmed_only: bool) -> Summary:
    """Return the figures, zeros for an address never seen."""
    facts = facts or Facts(0, 0, 0, 0, 0)
    return Summary(
        facts.balance,
        facts.received,
        facts.spent,
        facts.output_count,
        facts.unspent_output_count,
        facts.transaction_count,
        confirmed_only,
        parse_moment(facts.first_seen_receiving),
    )


def to_transactions(rows: list[Row]) -> list[Transaction]:
    """Return each row as the transaction it is, in the same order; block -1 means unconfirmed."""
    return list(
        map(
            Transaction,
            [row.hash for row in rows],
            to_heights([row.block_id for row in rows]),
            parse_times([row.time for row in rows]),
            [row.balance_change for row in rows],
        )
    )


def to_heights(block_ids: list[int]) -> list[int | None]:
    """Return block ids as heights; -1 means unconfirmed. Raises: ValueError for what is below."""
    lowest = min(block_ids, default=0)
    if lowest < -1:
        raise ValueError(f"it has a row in block {lowest}")
    return [None if block_id == -1 else block_id for block_id in block_ids]


def parse_times(texts: list[str]) -> list[datetime]:
    """Read times of one form; the form is looked at in all of them at once, which costs next to nothing.

    Raises: ValueError when one is of another form.
    """
    if not _are_of_the_form(texts):
        raise ValueError("it has a time that is not of the form 2009-01-03 18:15:05")
    return list(map(datetime.fromisoformat, texts))


def _are_of_the_form(texts: list[str]) -> bool:
    """Return whether every text has its marks where they belong: ISO's many other forms have not."""
    count, size, joined = len(texts), len(_FORM), "".join(texts)
    return set(map(len, texts)) <= {size} and all(
        joined[place::size] == mark * count for place, mark in enumerate(_FORM) if mark != "0"
    )
