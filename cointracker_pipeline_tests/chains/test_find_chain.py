"""A chain is found by what people call it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cointracker_pipeline.chains import find_chain, load_chains
from cointracker_pipeline.errors import UnknownChainError

PUBLISHED_TEST_KEY = "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ"  # Bitcoin wiki, Wallet import format


@pytest.mark.parametrize("text", ["bitcoin", "BTC", "btc", "Bitcoin", "  BITCOIN \n"])
def test_name_symbol_and_coin_in_any_case(text: str) -> None:
    """Name, ticker symbol and coin name all lead to the chain."""
    assert find_chain(text).name == "bitcoin"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("bitcoin/testnet", "bitcoin-testnet"),
        ("tBTC", "bitcoin-testnet"),
        ("Bitcoin Cash", "bitcoin-cash"),
        ("bch", "bitcoin-cash"),
        ("XEC", "ecash"),
        ("grs", "groestlcoin"),
        ("ZEC", "zcash"),
        ("Dash", "dash"),
        ("ETH", "ethereum"),
        ("Ethereum", "ethereum"),
    ],
)
def test_all_chains_are_found(text: str, name: str) -> None:
    """The API's own path of the test network leads to it as well."""
    assert find_chain(text).name == name


def test_three_chains_are_known() -> None:
    """Bitcoin, Litecoin and Dogecoin are there, with the depth at which mined coins may be spent."""
    limits = {name: (chain.reorg_limit, chain.block_seconds) for name, chain in load_chains().items()}
    assert limits.items() >= {"bitcoin": (100, 600), "litecoin": (100, 150), "dogecoin": (240, 60)}.items()


def test_near_match_is_suggested() -> None:
    """A typing mistake leads to a suggestion, and the supported chains are listed."""
    message = _refusal("litcoin")
    assert "Did you mean litecoin?" in message
    assert all(name in message for name in load_chains())


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("XMR", "no complete histories"),
        ("Solana", "no complete histories"),
        ("monaro", "Did you mean monero?"),
        ("litecoin-testnet", "only bitcoin-testnet"),
        ("bitcoin-sv", "dropped this chain"),
        ("BSV", "dropped this chain"),
        ("ethereum/testnet", "dropped this chain"),
        ("goerli", "dropped this chain"),
        ("", "The chain is empty"),
    ],
)
def test_unsupported_chains_are_explained(text: str, part: str) -> None:
    """For a well-known chain the message says why it cannot be followed."""
    assert part in _refusal(text)


def test_a_private_key_in_the_wrong_column_is_not_shown() -> None:
    """A message about a chain never repeats a private key."""
    assert PUBLISHED_TEST_KEY[:5] not in _refusal(PUBLISHED_TEST_KEY)


@settings(deadline=None)  # the first use imports bip_utils, which takes most of a second
@given(st.text())
def test_any_text_is_a_chain_or_a_named_error(text: str) -> None:
    """Whatever is given, the answer is a chain or an UnknownChainError."""
    try:
        chain = find_chain(text)
    except UnknownChainError:
        return
    assert load_chains()[chain.name] == chain


def _refusal(text: str) -> str:
    with pytest.raises(UnknownChainError) as caught:
        find_chain(text)
    return str(caught.value)
