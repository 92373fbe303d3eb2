"""Tokens that live on a chain: what one is, what a wallet holds of it, and what moved."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple, Protocol

from cointracker_pipeline.domain.history import HistoryPage, Summary
from cointracker_pipeline.domain.transaction import Transaction

if TYPE_CHECKING:
    from cointracker_pipeline.domain.chain import Blockchain

MOST_DECIMALS = 36
"""More than any token in earnest use has; the standard allows 255, and spam takes it (ERC-20: ``uint8``)."""


@dataclass(frozen=True, slots=True)
class Token:
    """One token contract, by its address in lower case.

    Name, symbol and decimals are as the contract states them, whatever that is: a name is for people only after
    ``token_name.clean_name``. ``stated_decimals`` is ``None`` where it states none (the standard lets it), and a text
    where that is no integer.
    """

    address: str
    name: str = ""
    symbol: str = ""
    stated_decimals: int | str | None = None

    @property
    def decimals(self) -> int | None:
        """How many decimal places an amount has; ``None`` where none are stated, or absurd ones."""
        stated = self.stated_decimals
        return stated if isinstance(stated, int) and 0 <= stated <= MOST_DECIMALS else None


@dataclass(frozen=True, slots=True)
class TokenHolding:
    """What an address holds of a token, in base units of any size; ``None`` where the answer is no amount."""

    token: Token
    balance: int | None


@dataclass(frozen=True, slots=True)
class Holdings:
    """The tokens an address holds, the most valuable first, as of ``token_height``: tokens lag behind the chain."""

    token_height: int
    holdings: tuple[TokenHolding, ...]
    millipoints: int


class TokenTransfer(NamedTuple):
    """One transfer of a token; ``transfer_id`` is unique, ``value`` in base units, never negative and of any size.

    ``sender`` and ``recipient`` are in lower case, empty where there is none.
    """

    transfer_id: int
    tx_hash: str
    block_height: int
    block_time: datetime
    sender: str
    recipient: str
    value: int

    def change_for(self, address: str) -> int:
        """Return what it changes for an address: nothing when that pays itself."""
        return self.value * ((self.recipient == address) - (self.sender == address))


@dataclass(frozen=True, slots=True)
class TokenPage:
    """One page of an address's transfers of a token, newest first, and the token's own figures for it.

    Everything is as of ``token_height``. A transfer above that is not known for good yet; figures include it.
    """

    token: Token
    address: str
    token_height: int
    balance: int
    transfer_count: int | None
    transfers: tuple[TokenTransfer, ...]
    offset: int
    limit: int
    millipoints: int

    @property
    def history(self) -> HistoryPage:
        """The page as a page of any history: each transfer once, its id as part, what is not final as unconfirmed."""
        once = drop_repeated(self.transfers)
        limit = self.limit - (len(self.transfers) - len(once))  # a full page stays a full page
        rows = tuple(map(self._to_row, once))
        # Without the count: whether it counts transfers or transactions is not documented, and it would end a walk.
        summary = Summary(self.balance, 0, 0, 0, 0, None, confirmed_only=False)
        return HistoryPage(self.token_height, summary, rows, self.offset, limit, self.millipoints)

    def _to_row(self, one: TokenTransfer) -> Transaction:
        height = one.block_height if one.block_height <= self.token_height else None
        return Transaction(one.tx_hash, height, one.block_time, one.change_for(self.address), str(one.transfer_id))


def drop_repeated(transfers: Iterable[TokenTransfer]) -> list[TokenTransfer]:
    """Return transfers in their order, each id once."""
    return list({one.transfer_id: one for one in transfers}.values())


class TokenReader(Protocol):
    """Reads tokens through Blockchair; every call is paid from the budget, from any thread.

    Raises: ProviderError and what is under it.
    """

    @property
    def parallel_requests(self) -> int:
        """How many requests it makes sense to have in flight right now, at least 1."""

    def fetch_holdings(self, chain: "Blockchain", address: str, only: tuple[str, ...] = ()) -> Holdings:
        """Return the tokens an address holds: all that the service lists, or exactly those named."""

    def fetch_token_page(self, chain: "Blockchain", token: str, address: str, *, offset: int, limit: int) -> TokenPage:
        """Return one page of an address's transfers of a token, newest first."""
