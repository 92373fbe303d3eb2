"""What the rest of the project may ask of a chain."""

from collections.abc import Sequence
from typing import Protocol

from cointracker_pipeline.domain.exact import AmountQuestion, AmountSource, ExactAmounts
from cointracker_pipeline.domain.history import Balances, HistoryPage, SetPage
from cointracker_pipeline.domain.price_list import PriceList


class ChainReader(Protocol):
    """Reads a chain through Blockchair; every call is paid from the budget.

    It may be asked from several threads at once. Raises: ProviderError and what is under it.
    """

    @property
    def parallel_requests(self) -> int:
        """How many requests it makes sense to have in flight right now, at least 1."""

    def fetch_page(
        self, chain: "Blockchain", address: str, *, offset: int, limit: int, confirmed_only: bool
    ) -> HistoryPage:
        """Return one page of an address's history, newest first."""

    def fetch_set(self, chain: "Blockchain", addresses: Sequence[str], *, limit: int, confirmed_only: bool) -> SetPage:
        """Return the newest rows of up to ``chain.set_limit`` addresses together, and each one's figures."""

    def fetch_balances(self, chain: "Blockchain", addresses: Sequence[str]) -> Balances:
        """Return the confirmed balances of up to ``chain.mass_check_limit`` addresses in one request."""

    def fetch_amounts(self, chain: "Blockchain", question: AmountQuestion) -> ExactAmounts:
        """Return exact amounts, on chains whose pages round them."""


class Blockchain(Protocol):
    """The facts of one chain; one module in ``chains/`` holds one of these as ``CHAIN``."""

    @property
    def name(self) -> str:
        """Blockchair's name of the chain, the first part of a wallet id: ``bitcoin``."""

    @property
    def path(self) -> str:
        """The first segment of its API paths; the name, except where that has a slash."""

    @property
    def coin(self) -> str:
        """The coin's name: ``Bitcoin``."""

    @property
    def symbol(self) -> str:
        """The coin's ticker symbol: ``BTC``."""

    @property
    def decimals(self) -> int:
        """How many decimal places a coin has in base units."""

    @property
    def reorg_limit(self) -> int:
        """How many blocks from the tip downward may still change."""

    @property
    def block_seconds(self) -> int:
        """The average time between two blocks."""

    @property
    def page_limit(self) -> int:
        """The most rows one request may ask for."""

    @property
    def offset_limit(self) -> int:
        """The largest offset the API accepts; rows beyond it plus a page cannot be reached."""

    @property
    def set_limit(self) -> int:
        """How many addresses one request for their rows takes."""

    @property
    def mass_check_limit(self) -> int:
        """How many addresses one balance request takes; 0 where the chain has no such request."""

    @property
    def amount_source(self) -> AmountSource | None:
        """What makes rounded amounts exact; ``None`` where the pages tell every amount exactly."""

    @property
    def has_tokens(self) -> bool:
        """Whether Blockchair tells what tokens its addresses hold."""

    @property
    def prices(self) -> PriceList:
        """What its requests cost."""

    @property
    def has_worth(self) -> bool:
        """Whether its coins are worth anything: those of a test network are not, whatever answers tell of them."""

    @property
    def price_ticker(self) -> str | None:
        """What Blockchair's history of prices calls its coin, ``None`` where it has none of it."""

    def parse_address(self, text: str) -> str:
        """Return an address, or an extended public key where the chain has any, in canonical form.

        Raises: AddressError with the reason, never echoing what may be a private key.
        """

    def derive_addresses(self, key: str, branch: int, indexes: range) -> list[str]:
        """Return the addresses of an extended public key at these indexes of a branch: 0 receives, 1 is change."""

    def address_url(self, address: str) -> str:
        """Return the address's page in the explorer."""

    def transaction_url(self, tx_hash: str) -> str:
        """Return the transaction's page in the explorer."""
