"""One account: everything that ever touched it, oldest first, and what the service shows of it."""

from bisect import bisect_right
from collections.abc import Callable
from operator import attrgetter

from cointracker_pipeline.sandbox.ethereum.deeds import Deed, Transfer, change_of
from cointracker_pipeline.sandbox.ethereum.sums import Entry, Sums

CALLS_LAG = 6
"""How many of the newest blocks are without internal calls (Blockchair API v2.0.80, section Transaction info)."""

_height = attrgetter("block_id")


class Account:
    """The deeds of one address in blocks; ``grow`` makes the first ``count`` of them when they are looked at."""

    def __init__(
        self, address: str, grow: Callable[[], list[Deed]] | None = None, count: int = 0, *, contract: bool = False
    ) -> None:
        self.address = address
        self.contract = contract
        self._grow = grow
        self._count = count
        self._deeds: list[Deed] = []
        self._entries: list[Entry] | None = None
        self._sums: Sums | None = None
        self._balance = (0, 0)

    @property
    def transaction_count(self) -> int:
        """How many deeds have calls of the account; known before they are made."""
        return self._count if self._grow else len({id(deed) for deed, _ in self.entries})

    @property
    def deeds(self) -> list[Deed]:
        """Everything in blocks, oldest first."""
        if self._grow:
            grow, self._grow = self._grow, None
            self._deeds = grow()
        return self._deeds

    @property
    def entries(self) -> list[Entry]:
        """Every call of the account in blocks, oldest first, whether the service shows it yet or not."""
        if self._entries is None:
            self._entries = [entry for deed in self.deeds for entry in self.calls_of(deed)]
        return self._entries

    @property
    def balance(self) -> int:
        """The exact balance: the sum of everything, fees and withdrawals included."""
        summed, balance = self._balance
        for deed in self.deeds[summed:]:
            balance += change_of(deed, self.address)
        self._balance = (len(self.deeds), balance)
        return balance

    def calls_of(self, deed: Deed) -> list[Entry]:
        """Return the calls of a deed that touch the account."""
        return [(deed, call) for call in deed.calls if self.address in (call.recipient, call.sender)]

    def shown_cut(self, height: int) -> int:
        """Return how many of the oldest calls lie deep enough to be shown whole at a height."""
        return bisect_right(self.entries, height - CALLS_LAG, key=lambda entry: entry[0].block_id)

    def fresh(self, height: int) -> list[Entry]:
        """Return the calls above that depth that are shown, oldest first: no internal ones."""
        return [entry for entry in self.entries[self.shown_cut(height) :] if not entry[1].internal]

    def sums(self, cut: int, price_usd: float) -> Sums:
        """Return the sums over the oldest ``cut`` calls, to add others to."""
        if self._sums is None or self._sums.calls > cut:
            self._sums = Sums(self.address, price_usd)
        for entry in self.entries[self._sums.calls : cut]:
            self._sums.add(entry)
        return self._sums.copy()

    def transfers(self, token: str | None = None) -> list[tuple[Deed, Transfer]]:
        """Return the token transfers of the account, of one token or all, oldest first."""
        return [
            (deed, transfer)
            for deed in self.deeds
            for transfer in deed.transfers
            if self.address in (transfer.sender, transfer.recipient) and token in (None, transfer.token)
        ]

    def append(self, deed: Deed) -> None:
        """Add the newest deed."""
        self.deeds.append(deed)
        if self._entries is not None:
            self._entries += self.calls_of(deed)

    def cut(self, height: int) -> None:
        """Forget what lies above a height."""
        keep = bisect_right(self.deeds, height, key=_height)
        if keep < len(self.deeds):
            self._deeds = self._deeds[:keep]
            self._entries, self._sums, self._balance = None, None, (0, 0)

    def up_to(self, height: int) -> "Account":
        """Return the account as it was at a height: a copy that later deeds do not change."""
        older = Account(self.address, contract=self.contract)
        older._deeds = self.deeds[: bisect_right(self.deeds, height, key=_height)]
        return older
