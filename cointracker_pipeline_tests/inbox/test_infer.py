"""The chain of an address that names none."""

import pytest

from cointracker_pipeline.chains import find_chain, load_chains
from cointracker_pipeline.errors import AddressError
from cointracker_pipeline.inbox.infer import make_inference

CHAINS = load_chains().values()
LEGACY = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"


@pytest.mark.parametrize("chain", CHAINS, ids=lambda chain: chain.name)
def test_whatever_is_inferred_accepts_the_address(chain: object) -> None:
    """A default is never taken for an address that it does not accept."""
    infer = make_inference(CHAINS, chain)  # type: ignore[arg-type]
    assert infer("DKix6fTygojRpBFbADfkYKDX9nZ2Y7Huqq").name == "dogecoin"


def test_an_address_of_one_chain_needs_no_name() -> None:
    """Where one chain fits it is that."""
    assert make_inference(CHAINS)("ltc1q2rs8e2xy7tr7c5e4zugqzwsry5dtt5wcdk4zv9").name == "litecoin"


def test_an_address_of_several_chains_is_refused_with_their_names() -> None:
    """Nothing is guessed, and the message holds no part of the address."""
    with pytest.raises(AddressError, match=r"bitcoin or bitcoin-cash\. Name one.*COINTRACKER_DEFAULT_CHAIN") as caught:
        make_inference(CHAINS)(LEGACY)
    assert LEGACY[:6] not in str(caught.value)


def test_a_default_decides_between_those_that_fit() -> None:
    """A setting says which is meant; one that does not fit is as good as none."""
    assert make_inference(CHAINS, find_chain("bch"))(LEGACY).name == "bitcoin-cash"
    with pytest.raises(AddressError, match="bitcoin or bitcoin-cash"):
        make_inference(CHAINS, find_chain("dash"))(LEGACY)


def test_an_address_of_no_chain_is_refused() -> None:
    """The message says that none accepts it."""
    with pytest.raises(AddressError, match="no supported chain accepts"):
        make_inference(CHAINS)(f"{LEGACY[:-1]}b")
