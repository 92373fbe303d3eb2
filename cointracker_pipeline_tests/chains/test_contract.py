"""What every chain that is found keeps; a new chain is visited without an edit here."""

import pytest

from cointracker_pipeline.chains import load_chains
from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.errors import AddressError
from cointracker_pipeline_tests.chains.vectors import (
    RECORDED,
    Vector,
    load_recorded,
    load_vectors,
    path_of_vectors,
)

CHAINS = load_chains()
VECTORS = [vector for name in CHAINS for vector in load_vectors(name)]
every_chain = pytest.mark.parametrize("chain", CHAINS.values(), ids=CHAINS)


@every_chain
def test_every_chain_has_vectors(chain: Blockchain) -> None:
    """A chain has at least one known address and one text that is refused."""
    vectors = load_vectors(chain.name)
    assert any(vector.canonical for vector in vectors), f"no valid address in {path_of_vectors(chain.name)}"
    assert any(not vector.canonical for vector in vectors), f"no wrong one in {path_of_vectors(chain.name)}"


@every_chain
def test_facts_are_plausible(chain: Blockchain) -> None:
    """A chain's facts are filled in, and its name can stand in a wallet id and its path in a link."""
    assert chain.name == chain.name.strip().lower()
    assert not set(chain.name) & set(":/ ")
    assert chain.path
    assert chain.coin
    assert chain.symbol
    assert 0 <= chain.decimals <= 18
    assert min(chain.reorg_limit, chain.block_seconds, chain.page_limit, chain.set_limit) > 0
    assert chain.mass_check_limit >= 0


def test_no_two_chains_share_a_name() -> None:
    """Names, symbols and coins are each one chain's alone."""
    for words in ("name", "path", "coin", "symbol"):
        assert len({getattr(chain, words) for chain in CHAINS.values()}) == len(CHAINS)


@pytest.mark.parametrize("vector", VECTORS, ids=str)
def test_own_vectors(vector: Vector) -> None:
    """A known address is read into its canonical form, anything else is refused."""
    assert _parse_or_empty(vector.chain, vector.text) == vector.canonical


@pytest.mark.skipif(not RECORDED.exists(), reason=f"no recorded vectors at {RECORDED}")
@every_chain
def test_recorded_vectors(chain: Blockchain) -> None:
    """Every address of published test suites is accepted or refused as they say."""
    rows = [row for row in load_recorded() if row["chain"] == chain.path]
    wrong = [row for row in rows if bool(_parse_or_empty(chain.name, row["address"])) != (row["valid"] == "1")]
    assert wrong == []


def _parse_or_empty(chain: str, text: str) -> str:
    try:
        return CHAINS[chain].parse_address(text)
    except AddressError:
        return ""
