"""The facts of a chain like Ethereum, in the form the rest of the project asks for them, and how it is asked."""

from dataclasses import dataclass, replace

from cointracker_pipeline.blockchair.envelope import Envelope
from cointracker_pipeline.blockchair.ethereum_amounts import decode_table, decode_transactions
from cointracker_pipeline.blockchair.ethereum_pages import decode_account
from cointracker_pipeline.blockchair.explorer import EXPLORER
from cointracker_pipeline.blockchair.paging import Window
from cointracker_pipeline.blockchair.prices import ETHEREUM_AMOUNTS, ETHEREUM_PRICES, price_erc_20
from cointracker_pipeline.blockchair.question import Question, is_empty_map, says_nothing
from cointracker_pipeline.blockchair.served_chain import AddressFormat, ServedChain
from cointracker_pipeline.blockchair.tokens import try_holdings
from cointracker_pipeline.blockchair.transport import Request
from cointracker_pipeline.domain.exact import AmountQuestion, AmountSource, ExactAmounts, TransactionsQuestion
from cointracker_pipeline.domain.history import HistoryPage
from cointracker_pipeline.domain.price_list import PriceList
from cointracker_pipeline.domain.transaction import read_block_row
from cointracker_pipeline.errors import AddressError

_TABLE_ORDER = "id(desc)"


@dataclass(frozen=True, slots=True, kw_only=True)
class EthereumLike(ServedChain):
    """A chain that Blockchair serves under the endpoints of Ethereum.

    Each request names one address, and there is no mass check (Blockchair API v2, section "Address info").
    ``erc_20`` is what the first page of an account asks of its tokens: ``true`` for all, or contracts divided by
    commas.
    """

    addresses: AddressFormat
    set_limit: int = 1
    mass_check_limit: int = 0
    prices: PriceList = ETHEREUM_PRICES
    amount_source: AmountSource | None = ETHEREUM_AMOUNTS
    has_tokens: bool = True
    erc_20: str | None = None

    def parse_address(self, text: str) -> str:
        """Return an address in canonical form.

        Raises: AddressError with the reason, never echoing what may be a private key.
        """
        return self.addresses.parse(text)

    def derive_addresses(self, key: str, branch: int, indexes: range) -> list[str]:
        """Raise AddressError: no address of this chain is that of an extended key, and ``parse_address`` takes none."""
        raise AddressError(f"Addresses of {self.coin} are not derived from extended public keys.")

    def transaction_url(self, tx_hash: str) -> str:
        """Return the transaction's page in the explorer; of a reward, which has no hash, that of its block."""
        height = read_block_row(tx_hash)
        page = f"transaction/{tx_hash}" if height is None else f"block/{height}"
        return f"{EXPLORER}/{self.path}/{page}"

    def ask_page(self, address: str, window: Window) -> Question:
        """Return the request for one page of an account's calls, always of confirmed ones.

        Whether the balance includes what is unconfirmed is not documented; with ``state=latest`` it does not.
        """
        params = {"limit": str(window.limit), "offset": str(window.offset), "state": "latest"}
        price = self.prices.price_rows(1)
        if self.erc_20 and window.offset == 0:
            params["erc_20"] = self.erc_20
            price += price_erc_20(self.erc_20)
        request = Request(f"{self.path}/dashboards/address/{address}", params)
        return Question(request, price, says_nothing)

    def read_page(self, envelope: Envelope, address: str, window: Window, millipoints: int) -> HistoryPage:
        """Return its answer. Raises: ValueError when the data is not what the API promises."""
        page = decode_account(envelope, address, window, millipoints)
        if self.erc_20 and window.offset == 0:
            return replace(page, holdings=try_holdings(envelope, address))
        return page

    def ask_amounts(self, question: AmountQuestion) -> Question:
        """Return the request for exact amounts."""
        price = ETHEREUM_AMOUNTS.price(question)
        if isinstance(question, TransactionsQuestion):
            path = f"{self.path}/dashboards/transactions/{','.join(question.hashes)}"
            return Question(Request(path), price, is_empty_map)
        filters = f"{question.role}({question.address}),block_id({question.lowest}..{question.highest})"
        params = {"q": filters, "s": _TABLE_ORDER, "limit": str(ETHEREUM_AMOUNTS.most_rows)}
        return Question(Request(f"{self.path}/transactions", params), price, is_empty_map)

    def read_amounts(self, envelope: Envelope, question: AmountQuestion, millipoints: int) -> ExactAmounts:
        """Return its answer. Raises: ValueError when the data is not what the API promises."""
        if isinstance(question, TransactionsQuestion):
            return decode_transactions(envelope, question, millipoints)
        return decode_table(envelope, question, millipoints)
