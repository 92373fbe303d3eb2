"""The questions about tokens: each can be put to a reader from any thread."""

from dataclasses import dataclass

from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.domain.token import Holdings, TokenPage, TokenReader


@dataclass(frozen=True, slots=True)
class HoldingsAsk:
    """The tokens of an address: all that the service lists, or exactly those named."""

    chain: Blockchain
    address: str
    only: tuple[str, ...]

    def put_to(self, reader: TokenReader) -> Holdings:
        """Return the answer. Raises: ProviderError and what is under it."""
        return reader.fetch_holdings(self.chain, self.address, self.only)


@dataclass(frozen=True, slots=True)
class TokenPageAsk:
    """One page of an address's transfers of a token."""

    chain: Blockchain
    token: str
    address: str
    offset: int
    limit: int

    def put_to(self, reader: TokenReader) -> TokenPage:
        """Return the answer. Raises: ProviderError and what is under it."""
        return reader.fetch_token_page(self.chain, self.token, self.address, offset=self.offset, limit=self.limit)


TokenAsk = HoldingsAsk | TokenPageAsk
TokenAnswer = Holdings | TokenPage
