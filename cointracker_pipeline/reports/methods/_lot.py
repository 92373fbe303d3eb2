"""Lots: what came is kept until it goes, and each method says only which lot goes next.

Amounts are integers in base units, costs integers in the smallest step of a worth. A part of a lot takes its share of
the cost rounded down, and what is left keeps the rest: no remainder is lost, all parts of a lot cost what it cost.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple, Protocol


class Entry(NamedTuple):
    """What came or, negative, went at a time; ``worth``, at least 0, and ``price`` are ``None`` where not known."""

    at: datetime
    tx_hash: str
    amount: int
    worth: int | None
    price: Decimal | None


class Match(NamedTuple):
    """A part of a disposal with the acquisition it came from, ``None`` where there is none.

    A method that mixes all coins names none. ``is_missing``: more went than had come, so the history begins too late.
    """

    disposed: Entry
    acquired: Entry | None
    amount: int
    proceeds: int | None
    cost: int | None
    is_missing: bool = False


@dataclass(slots=True)
class Lot:
    """What is left of an acquisition, and what that cost; ``None`` where the cost is not known."""

    acquired: Entry | None
    amount: int
    cost: int | None

    def take(self, amount: int) -> int | None:
        """Take a part out and return what it cost."""
        cost = _share(self.cost, amount, self.amount)
        self.amount -= amount
        self.cost = None if self.cost is None or cost is None else self.cost - cost
        return cost


class OpenLots(Protocol):
    """The lots that are left, in the order of one method."""

    def put(self, lot: Lot) -> None:
        """Add what came, which is newer than all that came before."""

    def next(self) -> Lot | None:
        """Return the lot that goes next, or ``None`` when nothing is left."""

    def drop(self) -> None:
        """Leave out the lot that ``next`` returns: nothing is left of it."""


@dataclass(frozen=True, slots=True)
class Method:
    """One way to say which coins were sold; ``open_lots`` makes its empty shelf."""

    name: str
    description: str
    open_lots: Callable[[], OpenLots]


def match_entries(entries: Iterable[Entry], lots: OpenLots) -> Iterator[Match]:
    """Return the parts of all disposals, in order, leaving in ``lots`` what is not disposed of.

    ``entries`` are one owner's of one coin, the oldest first.
    """
    for entry in entries:
        if entry.amount > 0:
            lots.put(Lot(entry, entry.amount, entry.worth))
        elif entry.amount < 0:
            yield from _dispose(entry, lots)


def _dispose(entry: Entry, lots: OpenLots) -> Iterator[Match]:
    disposed = Lot(None, -entry.amount, entry.worth)
    while disposed.amount:
        lot = lots.next()
        if lot is None:
            yield Match(entry, None, disposed.amount, disposed.cost, None, is_missing=True)
            return
        amount = min(disposed.amount, lot.amount)
        cost = lot.take(amount)
        if not lot.amount:
            lots.drop()
        yield Match(entry, lot.acquired, amount, disposed.take(amount), cost)


def _share(total: int | None, part: int, whole: int) -> int | None:
    return None if total is None else total * part // whole
