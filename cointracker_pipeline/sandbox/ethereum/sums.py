"""The figures of an account's calls, added one after the other."""

from dataclasses import dataclass, field, replace

from cointracker_pipeline.sandbox.ethereum.deeds import Call, Deed
from cointracker_pipeline.sandbox.ethereum.numbers import price_value

Entry = tuple[Deed, Call]
"""A call, and the deed it is part of."""


@dataclass(slots=True)
class Sums:
    """Sums over calls of one address, oldest first; amounts in wei, ``seen`` and ``spent_at`` are (first, last).

    Only calls that transferred count as receiving or spending; the fee of a deed counts with its first call.
    """

    address: str
    price_usd: float
    calls: int = 0
    deeds: int = 0
    sent: int = 0
    received: int = 0
    spent: int = 0
    fees: int = 0
    receiving: int = 0
    spending: int = 0
    received_usd: float = 0.0
    spent_usd: float = 0.0
    seen: tuple[int, int] | None = None
    spent_at: tuple[int, int] | None = None
    last: Deed | None = field(default=None, repr=False)

    def copy(self) -> "Sums":
        """Return the same sums, to add other calls to."""
        return replace(self)

    def add(self, entry: Entry) -> None:
        """Add the next newer call."""
        deed, call = entry
        self.calls += 1
        if deed is not self.last:
            self._add_deed(deed)
        if not call.transferred:
            return
        usd = price_value(call.value, self.price_usd) if call.usd is None else call.usd
        if call.recipient == self.address:
            self.receiving, self.received = self.receiving + 1, self.received + call.value
            self.received_usd += usd
            self.seen = (self.seen[0] if self.seen else deed.time, deed.time)
        if call.sender == self.address:
            self.spending, self.spent = self.spending + 1, self.spent + call.value
            self.spent_usd += usd
            self.spent_at = (self.spent_at[0] if self.spent_at else deed.time, deed.time)

    def _add_deed(self, deed: Deed) -> None:
        self.last = deed
        self.deeds += 1
        if deed.sender == self.address:
            self.sent += 1
            self.fees += deed.fee
