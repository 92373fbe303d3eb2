"""Addresses are read by checksum, and a refusal says why and what to do."""

import subprocess
import sys

import pytest

from cointracker_pipeline.addresses.rules import AddressRules
from cointracker_pipeline.errors import AddressError
from cointracker_pipeline_tests.addresses.encodings import encode_with_checksum

BITCOIN = AddressRules("Bitcoin", p2pkh=(0x00,), p2sh=(0x05,), segwit_prefix="bc")
LITECOIN = AddressRules("Litecoin", p2pkh=(0x30,), p2sh=(0x32, 0x05), segwit_prefix="ltc")
TWO_BYTES = AddressRules("Zcash", p2pkh=(0x1CB8,), p2sh=(0x1CBD,))
GENESIS = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"
SEGWIT = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"


@pytest.mark.parametrize("text", [f"  {GENESIS}\n", f"\t{GENESIS}", f"\u00a0{GENESIS} "])
def test_surrounding_white_space_is_dropped(text: str) -> None:
    """Blanks, tabs, line breaks and no-break spaces around an address do not matter."""
    assert BITCOIN.parse(text) == GENESIS


def test_bech32_becomes_lower_case() -> None:
    """QR codes carry bech32 in upper case; it is the same wallet."""
    assert BITCOIN.parse(SEGWIT.upper()) == SEGWIT


def test_one_script_is_one_wallet() -> None:
    """A script's address in its old form becomes the new one."""
    old, new = (encode_with_checksum(bytes([version]) + bytes(range(20))) for version in (0x05, 0x32))
    assert LITECOIN.parse(old) == LITECOIN.parse(new) == new


def test_versions_may_have_two_bytes() -> None:
    """A chain with two version bytes is told by both of them."""
    address = encode_with_checksum(b"\x1c\xb8" + bytes(20))
    assert TWO_BYTES.parse(address) == address
    with pytest.raises(AddressError, match="address of Zcash"):
        BITCOIN.parse(address)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "is empty"),
        (" \n", "is empty"),
        ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", "a character was mistyped"),
        ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfN", "a character was mistyped or is missing"),
        ("1A1zP1eP5Q", "too short"),
        ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfN0", "character 34 is one of 0, O, I and l"),
        ("1A1zP1eP5QGefi2D MPTfTL5SLmv7DivfNa", "character 17 is not a plain letter or digit"),
        (f"bitcoin:{GENESIS}", "Give the address alone"),
        ("savings", "which such addresses never have|too short"),
        ("x" * 5000, "much too long"),
        ("1" * 200, "much too long"),
        ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7Kv8f3t4", "mixes upper and lower case"),
        ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", "a character was mistyped"),
        ("BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7\u212aV8F3T4", "character 36 never occurs"),
        ("bc1gmk9yu", "too short"),
        ("bc1", "too short"),
        ("BC130XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ7ZWS8R", "witness version 17"),
        ("BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P", "length or padding that version 0 does not allow"),
        ("7SeEnXWPaCCALbVrTnszCVGfRU8cGfx", "holds 19 bytes"),
        ("KzNbAQ4mexfAxa6RKBzHQqfoTycaeWpv2p", "version byte is 0x2f"),
    ],
)
def test_a_refusal_says_why(text: str, part: str) -> None:
    """The message names the mistake, so that a person can correct it."""
    with pytest.raises(AddressError, match=part):
        BITCOIN.parse(text)


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        ("LT2KVaAy1ppRuxRgrS5RNU3vBsy7RibPeA", "Litecoin"),
        ("M9dw1FAoWpHC6PcMzoCHhqQ9McvTyG5Ywj", "Litecoin"),
        ("ltc1qxjkwr09apz3w5hsr33uyq9sdfx8tn26g39g00g", "Litecoin"),
        ("DD4KSSuBJqcjuTcvUg1CgUKeurPUFeEZkE", "Dogecoin"),
        ("A7HRQk3GFCW2QasvdZxXuYj8kkQK5QrYLs", "Dogecoin"),
        ("XtLoNJ2NpPbxYsFYFHewTy6QJQCcvziDAx", "Dash"),
        ("t1T8yaLVhNqxA5KJcmiqqFN88e8DNp2PBfF", "Zcash"),
        ("Fj62rBJi8LvbmWu2jzkaUX1NFXLEqDLoZM", "Groestlcoin"),
        ("grs1qw4teyraux2s77nhjdwh9ar8rl9dt7zww8r6lne", "Groestlcoin"),
        ("bitcoincash:qzyl04w3m99ddpqahzwghn3erallm3e7z5le4aqqmh", "Bitcoin Cash"),
        ("qzyl04w3m99ddpqahzwghn3erallm3e7z5le4aqqmh", "Bitcoin Cash"),
        ("ecash:ppm2qsznhks23z7629mms6s4cwef74vcwv2zrv3l8h", "eCash"),
        ("ppm2qsznhks23z7629mms6s4cwef74vcwv2zrv3l8h", "eCash"),
        ("0x52908400098527886E0F7030069857D2E4169EE7", "Ethereum"),
        ("mrCDrCybB6J1vRfbwM5hemdJz73FwDBC8r", "test network"),
        ("2NByiBUaEXrhmqAsg7BbLpcQSAQs1EDwt5w", "test network"),
        ("tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx", "test network"),
        ("tltc1qpftpsvdn6mjp8celrkj0qxqy4jlapl959rlwg9", "test network"),
        ("bchtest:pr6m7j9njldwwzlg9v7v53unlr4jkmx6eyvwc0uz5t", "test network"),
        ("mrCDrCybB6J1vRfbwM5hemdJz73FwDBC8r", "bitcoin-testnet"),
        ("ltcmweb1qq0ca0x5a3d9p", "MWEB"),
        ("zs1z7rejlpsa98s2rrrfkwmaxu53e4ue0ulcrw0h4x5g8jl04tak0d3mm47vdtahatqrlkngh9slya", "shielded"),
    ],
)
def test_the_other_chain_is_named(text: str, owner: str) -> None:
    """An address of another chain or of a test network is called by its name."""
    with pytest.raises(AddressError, match=owner):
        BITCOIN.parse(text)


def test_bitcoins_address_is_named_elsewhere() -> None:
    """An address that two chains share is ascribed to both."""
    with pytest.raises(AddressError, match=r"Bitcoin \(or of Bitcoin Cash"):
        LITECOIN.parse(GENESIS)


def test_long_texts_are_cut() -> None:
    """A message shows at most 44 characters of what was given."""
    with pytest.raises(AddressError) as caught:
        BITCOIN.parse("bc1q" + "z" * 900)
    assert "z" * 39 in str(caught.value)
    assert "z" * 40 not in str(caught.value)


def test_the_slow_library_is_imported_when_needed() -> None:
    """Describing a chain does not import bip_utils, which takes most of a second."""
    code = (
        "import sys, cointracker_pipeline.chains as chains; chains.load_chains();sys.exit('bip_utils' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
