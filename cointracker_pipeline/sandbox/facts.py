"""What the sandbox knows of each chain: API facts, address forms, and where its blocks stand."""

from collections.abc import Mapping
from dataclasses import dataclass

from cointracker_pipeline.errors import UnknownChainError

TIP_TIME = 1_767_225_600
"""2026-01-01 00:00:00 UTC, when the newest block of every generated chain was found: a seed then says it all."""


@dataclass(frozen=True, slots=True)
class ChainFacts:
    """One chain as the sandbox imitates it; amounts are in base units.

    ``path`` is the first part of its API paths, ``price_usd`` the price every answer carries, and
    ``typical_amount`` the size of a generated transaction.
    """

    name: str
    path: str
    symbol: str
    decimals: int
    price_usd: float
    block_seconds: int
    tip_height: int
    typical_amount: int
    p2pkh: bytes = b""
    p2sh: bytes = b""
    segwit: str = ""
    cashaddr: str = ""

    @property
    def testnet(self) -> bool:
        """Whether coins have no value: testnets are absent from ``/stats`` and their USD fields are 0."""
        return self.name.endswith("-testnet")


_ALL = (
    ChainFacts("bitcoin", "bitcoin", "BTC", 8, 87500, 600, 930_341, 2_000_000, b"\x00", b"\x05", "bc"),
    ChainFacts("bitcoin-testnet", "bitcoin/testnet", "BTC", 8, 87500, 600, 4_812_000, 100_000, b"\x6f", b"\xc4", "tb"),
    ChainFacts("bitcoin-cash", "bitcoin-cash", "BCH", 8, 595.5, 600, 931_930, 50_000_000, cashaddr="bitcoincash"),
    ChainFacts("litecoin", "litecoin", "LTC", 8, 77.25, 150, 3_031_200, 100_000_000, b"\x30", b"\x32", "ltc"),
    ChainFacts("dogecoin", "dogecoin", "DOGE", 8, 0.1175, 60, 6_021_700, 5 * 10**13, b"\x1e", b"\x16"),
    ChainFacts("dash", "dash", "DASH", 8, 39.5, 158, 2_398_600, 100_000_000, b"\x4c", b"\x10"),
    ChainFacts("groestlcoin", "groestlcoin", "GRS", 8, 0.3125, 60, 6_138_000, 10**9, segwit="grs"),
    ChainFacts("zcash", "zcash", "ZEC", 8, 512.5, 75, 3_189_500, 10**8, b"\x1c\xb8", b"\x1c\xbd"),
    ChainFacts("ecash", "ecash", "XEC", 2, 0.00001125, 600, 929_300, 10**7, cashaddr="ecash"),
)

CHAINS: dict[str, ChainFacts] = {facts.name: facts for facts in _ALL}
"""Every Bitcoin-like chain by name; a world may have more.

The list is that of Blockchair API v2.0.95, less Bitcoin SV.
"""

ETHEREUM = ChainFacts("ethereum", "ethereum", "ETH", 18, 3_000, 12, 24_136_052, 10**17)
"""The chain of another kind, with accounts and calls."""

EVERY_CHAIN: dict[str, ChainFacts] = {**CHAINS, ETHEREUM.name: ETHEREUM}
"""The chains of every world, by name."""


def find_chain(name: str, chains: Mapping[str, ChainFacts]) -> ChainFacts:
    """Return a chain's facts by name or API path (``bitcoin-testnet``, ``bitcoin/testnet``).

    Raises: UnknownChainError naming the chains there are.
    """
    facts = chains.get(name.strip("/").replace("/", "-"))
    if facts is None:
        raise UnknownChainError(f"The sandbox has no chain {name!r}; it has {', '.join(chains)}.")
    return facts


def split_path(path: str, chains: Mapping[str, ChainFacts]) -> tuple[ChainFacts, str] | None:
    """Return the chain an API path speaks of and what follows it, or ``None`` for none of these chains."""
    for facts in sorted(chains.values(), key=lambda facts: -len(facts.path)):
        if path.startswith(f"/{facts.path}/"):
            return facts, path[len(facts.path) + 2 :]
    return None
