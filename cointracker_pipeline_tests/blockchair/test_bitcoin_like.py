"""A Bitcoin-like chain is a set of facts."""

from cointracker_pipeline.blockchair.bitcoin_like import BitcoinLike
from cointracker_pipeline.domain.chain import Blockchain


class AnyText:
    """Takes every text for an address."""

    def parse(self, text: str) -> str:
        """Return the text without surrounding blanks."""
        return text.strip()

    def derive(self, key: str, branch: int, indexes: range) -> list[str]:
        """Return a text of its own for each index."""
        return [f"{key}/{branch}/{index}" for index in indexes]


TESTNET: Blockchain = BitcoinLike(
    name="bitcoin-testnet",
    path="bitcoin/testnet",
    coin="Bitcoin Testnet",
    symbol="tBTC",
    decimals=8,
    reorg_limit=100,
    block_seconds=600,
    addresses=AnyText(),
)


def test_links_keep_the_slash_of_the_path() -> None:
    """A chain whose path has a slash links to pages below that path."""
    assert TESTNET.address_url("mabc") == "https://blockchair.com/bitcoin/testnet/address/mabc"
    assert TESTNET.transaction_url("00ff") == "https://blockchair.com/bitcoin/testnet/transaction/00ff"


def test_addresses_are_parsed_by_the_chains_own_format() -> None:
    """What is an address is decided by the format the chain was given."""
    assert TESTNET.parse_address(" mabc ") == "mabc"


def test_limits_are_those_of_the_api() -> None:
    """Unless a chain says otherwise, its limits are the documented ones."""
    assert (TESTNET.page_limit, TESTNET.offset_limit, TESTNET.mass_check_limit) == (10_000, 1_000_000, 25_000)
