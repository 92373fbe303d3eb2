"""Ethereum's addresses: forty hexadecimal digits, and a checksum in the cases of their letters."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cointracker_pipeline.addresses.ethereum_rules import EthereumRules, write_checksum
from cointracker_pipeline.errors import AddressError

ETHEREUM = EthereumRules(chain_label="Ethereum")
addresses = st.binary(min_size=20, max_size=20).map(lambda raw: f"0x{raw.hex()}")
unhurried = settings(deadline=None)


@unhurried
@given(address=addresses)
def test_every_spelling_is_one_wallet(address: str) -> None:
    """Small letters, large ones and the checksum's cases lead to the same address, in small letters."""
    for spelling in (address, f"0x{address[2:].upper()}", write_checksum(address)):
        assert ETHEREUM.parse(f" {spelling}\n") == address


@unhurried
@given(address=addresses, place=st.integers(2, 41))
def test_a_wrong_case_is_noticed(address: str, place: int) -> None:
    """One letter of the wrong case in an address that has both is a wrong checksum."""
    right = write_checksum(address)
    wrong = right[:place] + right[place].swapcase() + right[place + 1 :]
    letters = wrong[2:]
    assume(wrong != right and letters not in (letters.lower(), letters.upper()))
    with pytest.raises(AddressError, match="checksum"):
        ETHEREUM.parse(wrong)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe", "41 characters"),
        ("0X5AAEB6053F3E94C9B9A09F33669435E7EF1BEAED", "0x and 40 hexadecimal digits"),
        ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "Bitcoin"),
        ("", "empty"),
    ],
)
def test_a_refusal_says_why(text: str, part: str) -> None:
    """What is no address is told from what belongs to another chain."""
    with pytest.raises(AddressError, match=part):
        ETHEREUM.parse(text)
