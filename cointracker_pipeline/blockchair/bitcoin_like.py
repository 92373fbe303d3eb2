"""The facts of a Bitcoin-like chain, in the form the rest of the project asks for them."""

from dataclasses import dataclass
from typing import Protocol

from cointracker_pipeline.blockchair.answers import decode_page
from cointracker_pipeline.blockchair.envelope import Envelope
from cointracker_pipeline.blockchair.paging import Window
from cointracker_pipeline.blockchair.prices import PRICES, price_address
from cointracker_pipeline.blockchair.question import Question, page_params, says_nothing
from cointracker_pipeline.blockchair.served_chain import AddressFormat, ServedChain
from cointracker_pipeline.blockchair.transport import Request
from cointracker_pipeline.domain.exact import AmountSource
from cointracker_pipeline.domain.history import HistoryPage
from cointracker_pipeline.domain.price_list import PriceList


class KeyFormat(AddressFormat, Protocol):
    """Knows them, and those of extended public keys."""

    def derive(self, key: str, branch: int, indexes: range) -> list[str]:
        """Return the addresses of an extended public key at these indexes of a branch, in canonical form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BitcoinLike(ServedChain):
    """A chain that Blockchair serves under the endpoints of its Bitcoin-like chains.

    The number of balances comes from Blockchair API v2, section "Address balance mass check".
    """

    addresses: KeyFormat
    set_limit: int = 100
    mass_check_limit: int = 25_000
    has_tokens: bool = False
    prices: PriceList = PRICES
    amount_source: AmountSource | None = None

    def parse_address(self, text: str) -> str:
        """Return an address or an extended public key in canonical form.

        Raises: AddressError with the reason, never echoing what may be a private key.
        """
        return self.addresses.parse(text)

    def derive_addresses(self, key: str, branch: int, indexes: range) -> list[str]:
        """Return the addresses of an extended public key at these indexes of a branch: 0 receives, 1 is change."""
        return self.addresses.derive(key, branch, indexes)

    def ask_page(self, address: str, window: Window) -> Question:
        """Return the request for one page of an address's history."""
        request = Request(
            f"{self.path}/dashboards/address/{address}",
            page_params(window.offset, window.limit, window.confirmed_only),
        )
        return Question(request, price_address(details=window.limit > 0), says_nothing)

    def read_page(self, envelope: Envelope, address: str, window: Window, millipoints: int) -> HistoryPage:
        """Return its answer. Raises: ValueError when the data is not what the API promises."""
        return decode_page(envelope, address, window, millipoints)
