"""The facts of a Bitcoin-like chain, in the form the rest of the project asks for them."""

from dataclasses import dataclass
from typing import Protocol

from cointracker_pipeline.blockchair.prices import PRICES
from cointracker_pipeline.domain.price_list import PriceList

EXPLORER = "https://blockchair.com"


class AddressFormat(Protocol):
    """Knows which texts are addresses of one chain."""

    def parse(self, text: str) -> str:
        """Return an address in canonical form.

        Raises: AddressError with the reason.
        """

    def derive(self, key: str, branch: int, indexes: range) -> list[str]:
        """Return the addresses of an extended public key at these indexes of a branch, in canonical form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BitcoinLike:
    """A chain that Blockchair serves under the endpoints of its Bitcoin-like chains.

    The limits come from Blockchair API v2: page and offset from section "Address and extended public key (xpub)
    info", the number of balances from section "Address balance mass check".
    """

    name: str
    path: str
    coin: str
    symbol: str
    decimals: int
    reorg_limit: int
    block_seconds: int
    addresses: AddressFormat
    page_limit: int = 10_000
    offset_limit: int = 1_000_000
    set_limit: int = 100
    mass_check_limit: int = 25_000
    prices: PriceList = PRICES

    def parse_address(self, text: str) -> str:
        """Return an address or an extended public key in canonical form.

        Raises: AddressError with the reason, never echoing what may be a private key.
        """
        return self.addresses.parse(text)

    def derive_addresses(self, key: str, branch: int, indexes: range) -> list[str]:
        """Return the addresses of an extended public key at these indexes of a branch: 0 receives, 1 is change."""
        return self.addresses.derive(key, branch, indexes)

    def address_url(self, address: str) -> str:
        """Return the address's page in the explorer."""
        return f"{EXPLORER}/{self.path}/address/{address}"

    def transaction_url(self, tx_hash: str) -> str:
        """Return the transaction's page in the explorer."""
        return f"{EXPLORER}/{self.path}/transaction/{tx_hash}"
