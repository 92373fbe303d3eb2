"""The questions a sync asks: each can be put to a reader from any thread."""

from dataclasses import dataclass

from cointracker_pipeline.domain.chain import Blockchain, ChainReader
from cointracker_pipeline.domain.exact import AmountQuestion, ExactAmounts
from cointracker_pipeline.domain.history import Balances, HistoryPage, SetPage


@dataclass(frozen=True, slots=True)
class PageAsk:
    """One page of one address."""

    chain: Blockchain
    address: str
    offset: int
    limit: int
    confirmed_only: bool

    def put_to(self, reader: ChainReader) -> HistoryPage:
        """Return the answer. Raises: ProviderError and what is under it."""
        return reader.fetch_page(
            self.chain, self.address, offset=self.offset, limit=self.limit, confirmed_only=self.confirmed_only
        )


@dataclass(frozen=True, slots=True)
class SetAsk:
    """The newest rows of several addresses together; a limit of 0 asks for their figures alone."""

    chain: Blockchain
    addresses: tuple[str, ...]
    limit: int
    confirmed_only: bool

    def put_to(self, reader: ChainReader) -> SetPage:
        """Return the answer. Raises: ProviderError and what is under it."""
        return reader.fetch_set(self.chain, self.addresses, limit=self.limit, confirmed_only=self.confirmed_only)


@dataclass(frozen=True, slots=True)
class BalancesAsk:
    """The confirmed balances of many addresses."""

    chain: Blockchain
    addresses: tuple[str, ...]

    def put_to(self, reader: ChainReader) -> Balances:
        """Return the answer. Raises: ProviderError and what is under it."""
        return reader.fetch_balances(self.chain, self.addresses)


@dataclass(frozen=True, slots=True)
class AmountsAsk:
    """Exact amounts."""

    chain: Blockchain
    question: AmountQuestion

    def put_to(self, reader: ChainReader) -> ExactAmounts:
        """Return the answer. Raises: ProviderError and what is under it."""
        return reader.fetch_amounts(self.chain, self.question)


Ask = PageAsk | SetAsk | BalancesAsk | AmountsAsk
Answer = HistoryPage | SetPage | Balances | ExactAmounts
