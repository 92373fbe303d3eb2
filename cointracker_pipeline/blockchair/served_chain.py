"""What every chain that Blockchair serves has in common, in the form the rest of the project asks for it."""

from dataclasses import dataclass
from typing import Protocol

from cointracker_pipeline.blockchair.explorer import EXPLORER
from cointracker_pipeline.blockchair.price_history import ticker_of


class AddressFormat(Protocol):
    """Knows which texts are addresses of one chain."""

    def parse(self, text: str) -> str:
        """Return an address in canonical form.

        Raises: AddressError with the reason.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedChain:
    """The facts of a chain.

    The limits are the same for all (Blockchair API v2, sections "Address and extended public key (xpub) info" and, of
    Ethereum, "Address info").
    """

    name: str
    path: str
    coin: str
    symbol: str
    decimals: int
    reorg_limit: int
    block_seconds: int
    page_limit: int = 10_000
    offset_limit: int = 1_000_000
    has_worth: bool = True

    @property
    def price_ticker(self) -> str | None:
        """What Blockchair's history of prices calls its coin, ``None`` where it has none of it."""
        return ticker_of(self.symbol) if self.has_worth else None

    def address_url(self, address: str) -> str:
        """Return the address's page in the explorer."""
        return f"{EXPLORER}/{self.path}/address/{address}"

    def transaction_url(self, tx_hash: str) -> str:
        """Return the transaction's page in the explorer."""
        return f"{EXPLORER}/{self.path}/transaction/{tx_hash}"
