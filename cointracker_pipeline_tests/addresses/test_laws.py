"""Laws that hold for every chain, every address and every text."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cointracker_pipeline.chains import load_chains
from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.errors import AddressError
from cointracker_pipeline_tests.addresses.encodings import ALPHABET, encode_with_checksum
from cointracker_pipeline_tests.chains.vectors import Vector, load_vectors

CHAINS = load_chains()
VALID = [vector for name in CHAINS for vector in load_vectors(name) if vector.canonical]
CHECKED = [vector for vector in VALID if vector.chain != "ethereum"]

unhurried = settings(deadline=None)  # the first use imports bip_utils, which takes most of a second

chains = st.sampled_from(list(CHAINS.values()))
hashes = st.binary(min_size=20, max_size=20)
versions = st.integers(0, 255)


def texts() -> st.SearchStrategy[str]:
    """Anything at all, and things that look like addresses."""
    prefixes = st.sampled_from(["", "1", "3", "L", "M", "D", "bc1q", "bc1p", "ltc1", "0x", "bitcoincash:", "S", "6P"])
    lookalikes = st.builds(str.__add__, prefixes, st.text(ALPHABET + "0lOI :", max_size=120))
    return st.one_of(st.text(), lookalikes, st.builds(encode_with_checksum, st.binary(max_size=82)))


@unhurried
@given(chain=chains, text=texts())
def test_any_text_is_an_address_or_a_named_error(chain: Blockchain, text: str) -> None:
    """Whatever is given, the answer is a canonical address or an AddressError, and parsing twice equals once."""
    try:
        address = chain.parse_address(text)
    except AddressError:
        return
    assert chain.parse_address(address) == address


@unhurried
@given(vector=st.sampled_from(CHECKED), place=st.integers(0, 200), character=st.characters())
def test_one_wrong_character_is_noticed(vector: Vector, place: int, character: str) -> None:
    """An address with one character replaced is refused: it becomes neither another address nor the same.

    Bech32 finds every single error, base58 all but one in 4 billion; Ethereum's has a law of its own.
    """
    place %= len(vector.text)
    assume(vector.text[place] != character)
    changed = vector.text[:place] + character + vector.text[place + 1 :]
    with pytest.raises(AddressError):
        CHAINS[vector.chain].parse_address(changed)


@unhurried
@given(chain=chains.filter(lambda chain: chain.name != "bitcoin-cash"), version=versions, digest=hashes)
def test_no_address_belongs_to_two_forms(chain: Blockchain, version: int, digest: bytes) -> None:
    """A consistent base58 text is refused or keeps its hash; only its version may be rewritten.

    Bitcoin Cash rewrites the form as well; its vectors hold that.
    """
    try:
        address = chain.parse_address(encode_with_checksum(bytes([version]) + digest))
    except AddressError:
        return
    assert address in {encode_with_checksum(bytes([other]) + digest) for other in range(256)}


@pytest.mark.parametrize("vector", VALID, ids=str)
def test_canonical_form_is_a_fixed_point(vector: Vector) -> None:
    """The canonical form of an address is itself canonical."""
    assert CHAINS[vector.chain].parse_address(vector.canonical) == vector.canonical
