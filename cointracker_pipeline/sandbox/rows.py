"""One transaction of one address, the totals of many, and their times as text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

NEVER = "2000-01-01 00:00:00"
"""What the live service prints for never seen and never spent, where its documentation says null."""

UNCONFIRMED = -1
"""The ``block_id`` of a transaction that is in no block (Blockchair API v2.0.80, section Address info)."""


class Row(NamedTuple):
    """What one transaction did to one address; amounts in base units, ``time`` in seconds since 1970."""

    block_id: int
    tx_hash: str
    time: int
    change: int
    received: int
    spent: int
    outputs: int
    inputs: int


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over rows; ``seen`` and ``spent_at`` are (first, last) times, ``None`` for never."""

    count: int = 0
    received: int = 0
    spent: int = 0
    outputs: int = 0
    inputs: int = 0
    seen: tuple[int, int] | None = None
    spent_at: tuple[int, int] | None = None

    @property
    def balance(self) -> int:
        """What is left: received less spent."""
        return self.received - self.spent

    @property
    def unspent(self) -> int:
        """How many outputs are left."""
        return self.outputs - self.inputs

    def plus(self, rows: Iterable[Row]) -> "Totals":
        """Return the totals with these rows added."""
        added = list(rows)
        if not added:
            return self
        return replace(
            self,
            count=self.count + len(added),
            received=self.received + sum(row.received for row in added),
            spent=self.spent + sum(row.spent for row in added),
            outputs=self.outputs + sum(row.outputs for row in added),
            inputs=self.inputs + sum(row.inputs for row in added),
            seen=widen(self.seen, [row.time for row in added if row.outputs]),
            spent_at=widen(self.spent_at, [row.time for row in added if row.inputs]),
        )


def widen(span: tuple[int, int] | None, times: Sequence[int]) -> tuple[int, int] | None:
    """Return the span of times that also covers these."""
    every = [*(span or ()), *times]
    return (min(every), max(every)) if every else None


def add_totals(parts: Iterable[Totals]) -> Totals:
    """Return the totals of a set of addresses; ``count`` counts rows, not distinct transactions."""
    total = Totals()
    for part in parts:
        total = Totals(
            count=total.count + part.count,
            received=total.received + part.received,
            spent=total.spent + part.spent,
            outputs=total.outputs + part.outputs,
            inputs=total.inputs + part.inputs,
            seen=widen(total.seen, part.seen or ()),
            spent_at=widen(total.spent_at, part.spent_at or ()),
        )
    return total


def render_times(times: Sequence[int]) -> list[str]:
    """Return times as the API prints them, ``2009-01-03 18:15:05`` in UTC; fast for many."""
    if not times:
        return []
    texts = np.datetime_as_string(np.array(times, dtype="datetime64[s]"))
    return "\n".join(texts.tolist()).replace("T", " ").split("\n")


def render_time(time: int | None) -> str:
    """Return one time as the API prints it; never is the year 2000."""
    return NEVER if time is None else render_times([time])[0]


def parse_time(text: str) -> int:
    """Return the seconds since 1970 of ``2009-01-03 18:15:05``.

    Raises: ValueError.
    """
    return int(np.datetime64(text.strip().removesuffix("Z").replace(" ", "T"), "s").astype(np.int64))
