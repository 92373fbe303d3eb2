"""Typed stand-ins for what the inbox is given: chains, a registry that remembers, and a judge of secrets."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from cointracker_pipeline.blockchair.prices import PRICES
from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.domain.exact import AmountSource
from cointracker_pipeline.domain.price_list import PriceList
from cointracker_pipeline.domain.wallet import TrackedWallet
from cointracker_pipeline.errors import AddressError, UnknownChainError
from cointracker_pipeline.inbox.infer import make_inference
from cointracker_pipeline.inbox.rows import Judge

SECRET = "5KTestOnlyNotARealKeyButShapedLikeOne"
SEED_PHRASE = "abandon ability able about above absent absorb abstract absurd abuse access accident"


@dataclass(frozen=True, slots=True)
class FakeChain:
    """A chain whose addresses are its prefix and digits; upper case is made lower case."""

    name: str
    prefix: str
    path: str = ""
    coin: str = "Coin"
    symbol: str = "CN"
    decimals: int = 8
    reorg_limit: int = 6
    block_seconds: int = 600
    page_limit: int = 100
    offset_limit: int = 1000
    set_limit: int = 10
    mass_check_limit: int = 100
    amount_source: AmountSource | None = None
    has_tokens: bool = False
    prices: PriceList = PRICES
    has_worth: bool = True
    price_ticker: str | None = None

    def parse_address(self, text: str) -> str:
        """Return the address in lower case."""
        address = text.lower()
        digits = address.removeprefix(self.prefix)
        if digits == address or not (digits.isascii() and digits.isdigit()):
            raise AddressError(f"{text!r} is not an address of {self.name}.")
        return address

    def derive_addresses(self, key: str, branch: int, indexes: range) -> list[str]:
        """Return a text of its own for each index."""
        return [f"{key}/{branch}/{index}" for index in indexes]

    def address_url(self, address: str) -> str:
        """Return nothing real."""
        return f"https://example.org/{address}"

    def transaction_url(self, tx_hash: str) -> str:
        """Return nothing real."""
        return f"https://example.org/{tx_hash}"


CHAINS = {"bitcoin": FakeChain("bitcoin", "b"), "btc": FakeChain("bitcoin", "b"), "doge": FakeChain("doge", "d")}


def find_chain(text: str) -> Blockchain:
    """Return a fake chain by name."""
    try:
        return CHAINS[text.lower()]
    except KeyError:
        raise UnknownChainError(f"{text!r} is not a chain.") from None


def is_secret(text: str) -> bool:
    """Whether a text is the test key or has twelve words."""
    return SECRET in text or len(text.split()) >= 12


@dataclass
class FakeRegistry:
    """Remembers the wallets saved and the contents taken, like the registry does."""

    wallets: dict[str, TrackedWallet] = field(default_factory=dict)
    contents: set[str] = field(default_factory=set)
    fail_next: bool = False

    def find_tracked(self, wallet_ids: Iterable[str]) -> dict[str, TrackedWallet]:
        """Return those of the wallets that are tracked."""
        return {one: self.wallets[one] for one in wallet_ids if one in self.wallets}

    def save(self, wallets: Iterable[TrackedWallet]) -> None:
        """Track wallets; once more changes nothing."""
        if self.fail_next:
            self.fail_next = False
            raise InterruptedError
        self.wallets.update({one.wallet_id: one for one in wallets})

    def delete(self, wallet_ids: Iterable[str]) -> None:
        """Forget wallets; once more changes nothing."""
        for wallet_id in wallet_ids:
            self.wallets.pop(wallet_id, None)

    def saw(self, sha256: str) -> bool:
        """Whether a content was taken before."""
        return sha256 in self.contents

    def judge(self) -> Judge:
        """Return what decides about rows, with the fake chains."""
        distinct = {chain.name: chain for chain in CHAINS.values()}
        return Judge(find_chain, make_inference(distinct.values()), self.find_tracked, is_secret)
