"""What happens on Ethereum: transactions with their trees of calls and token transfers, rewards and withdrawals."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from cointracker_pipeline.sandbox.rows import UNCONFIRMED

Kind = Literal["transaction", "reward", "withdrawal"]
"""A transaction somebody signed, what a block gave its miner (and genesis gave everybody), or a stake paid back."""


class Call(NamedTuple):
    """One call of a transaction's tree; ``value`` in wei.

    ``path`` is its place in the tree, ``0``, ``0.1``, ``0.1.3``, which the API calls its index.
    ``usd`` is what it was worth at the time, where a file says so.
    """

    path: str
    sender: str | None
    recipient: str
    value: int
    transferred: bool = True
    failed: bool = False
    usd: float | None = None

    @property
    def internal(self) -> bool:
        """Whether it is not a transaction's first call: another call made it, or it is a block's further reward."""
        return self.path != "0"


class Transfer(NamedTuple):
    """One transfer of a token; ``value`` in the token's base units, ``number`` is its place in the transaction."""

    token: str
    sender: str
    recipient: str
    value: int
    number: int = 0


class Deed(NamedTuple):
    """One thing that happened in a block, at a ``place`` in it, or waits; amounts in wei, lower-case addresses.

    A reward has one call and no hash; a withdrawal has neither calls nor hash, and no call list tells of it.
    """

    block_id: int
    place: int
    time: int
    tx_hash: str | None
    sender: str | None = None
    recipient: str = ""
    value: int = 0
    fee: int = 0
    gas_used: int = 0
    nonce: int = 0
    failed: bool = False
    calls: tuple[Call, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    kind: Kind = "transaction"

    @property
    def deed_id(self) -> int:
        """The number the API gives it: the block's height and the place in it."""
        return self.block_id * 1_000_000 + self.place

    @property
    def waits(self) -> bool:
        """Whether it is in no block."""
        return self.block_id == UNCONFIRMED

    @property
    def internal_value(self) -> int:
        """The sum of all values that its calls moved; of a failed one its own, as in recorded rows."""
        return self.value if self.failed else sum(call.value for call in self.calls if call.transferred)


def movements(deed: Deed) -> Iterator[tuple[str, int]]:
    """Give every change of a balance: what calls moved, the fee, and what was paid back of a stake."""
    for call in deed.calls:
        if call.transferred:
            yield call.recipient, call.value
            if call.sender is not None:
                yield call.sender, -call.value
    if deed.kind == "withdrawal":
        yield deed.recipient, deed.value
    if deed.sender is not None:
        yield deed.sender, -deed.fee


def balance_changes(deed: Deed) -> dict[str, int]:
    """Return the exact change of every address a deed touches, fees included; zeros too."""
    changes: dict[str, int] = {}
    for address, change in movements(deed):
        changes[address] = changes.get(address, 0) + change
    return changes


def change_of(deed: Deed, address: str) -> int:
    """Return the exact change of one address."""
    return sum(change for touched, change in movements(deed) if touched == address)


def parties(deed: Deed) -> set[str]:
    """Return every address a deed speaks of."""
    found = {deed.recipient, *(call.recipient for call in deed.calls)}
    found |= {call.sender for call in deed.calls if call.sender} | ({deed.sender} if deed.sender else set())
    return found | {side for transfer in deed.transfers for side in (transfer.sender, transfer.recipient)}


def payers(deed: Deed) -> set[str]:
    """Return every address that gives something in a deed."""
    found = {deed.sender, *(call.sender for call in deed.calls), *(transfer.sender for transfer in deed.transfers)}
    return {address for address in found if address}


def sort_path(path: str) -> tuple[int, ...]:
    """Return the order of a call in its tree."""
    return tuple(map(int, path.split(".")))
