"""Private keys and seed phrases are refused, and no message repeats any part of one.

All keys here are published examples or made from random bytes.
"""

from itertools import pairwise

import pytest
from bip_utils import Bech32Encoder, SegwitBech32Encoder
from hypothesis import given, settings
from hypothesis import strategies as st

from cointracker_pipeline.addresses.private_keys import find_secret, may_hold_secret
from cointracker_pipeline.addresses.rules import AddressRules
from cointracker_pipeline.errors import AddressError
from cointracker_pipeline_tests.addresses.encodings import ALPHABET, encode_with_checksum

RULES = AddressRules("Litecoin", p2pkh=(0x30,), p2sh=(0x32, 0x05), segwit_prefix="ltc")
WIF = "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ"  # Bitcoin wiki, Wallet import format
COMPRESSED_WIF = "KwdMAjGmerYanjeui5SHS7JkmpZvVipYvB2LJGU1ZxJwYvP98617"  # the same key
RAW = "0c28fca386c7a227600b2fe50b7cae11ec86d3bf1fbe471be89827e19d72aa1d"  # the same key
XPRV = (  # BIP-32, test vector 1
    "xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi"
)
ZPRV = (  # BIP-84
    "zprvAWgYBBk7JR8Gjrh4UJQ2uJdG1r3WNRRfURiABBE3RvMXYSrRJL62XuezvGdPvG6GFBZduosCc1YP5wixPox7zhZLfiUm8aunE96BBa4Kei5"
)
XPUB = (  # BIP-32, test vector 1
    "xpub661MyMwAqRbcFtXgS5sYJABqqG9YLmC4Q1Rdap9gSE8NqtwybGhePY2gZ29ESFjqJoCu1Rupje8YtGqsefD265TMg7usUDFdp6W1EGMcet8"
)
ZPUB = (  # BIP-84
    "zpub6jftahH18ngZxLmXaKw3GSZzZsszmt9WqedkyZdezFtWRFBZqsQH5hyUmb4pCEeZGmVfQuP5bedXTB8is6fTv19U1GQRyQUKQGUTzyHACMF"
)
ENCRYPTED = "6PRVWUbkzzsbcVac2qwfssoUJAN1Xhrg6bNk8J7Nzm5H7kxEbn2Nh2ZoGg"  # BIP-38, first test vector
MINI = "S6c56bnXQiBjk9mqSYE7ykVQ7NzrRy"  # Bitcoin wiki, Mini private key format
PHRASE = "legal winner thank year wave sausage worth useful legal winner thank yellow"  # BIP-39 test vectors

unhurried = settings(deadline=None)  # the first use imports bip_utils, which takes most of a second

SECRETS = {
    "wif": (WIF, "a private key"),
    "compressed wif": (COMPRESSED_WIF, "a private key"),
    "raw": (RAW, "a private key"),
    "raw in upper case": (RAW.upper(), "a private key"),
    "raw with 0x": (f"0x{RAW}", "a private key"),
    "raw that begins like an address": ("bc1" + RAW[3:], "a private key"),
    "raw, one digit lost": (RAW[:-1], "a private key"),
    "mistyped wif": (WIF[:20] + "9" + WIF[21:], "a private key"),
    "wif, last character lost": (WIF[:-1], "a private key"),
    "wif in words": (f"key: {WIF}!", "a private key"),
    "wif broken in two": (f"{WIF[:26]}\n{WIF[26:]}", "a private key"),
    "wif in quotes": (f'"{WIF}"', "a private key"),
    "mini key": (MINI, "a private key"),
    "encrypted": (ENCRYPTED, "BIP-38"),
    "mistyped encrypted": (ENCRYPTED[:-1] + "h", "BIP-38"),
    "xprv": (XPRV, "an extended private key"),
    "zprv": (ZPRV, "an extended private key"),
    "mistyped xprv": (XPRV[:-1] + "j", "an extended private key"),
    "seed phrase": (PHRASE, "a seed phrase"),
    "seed phrase of 24 words": (f"{PHRASE} {PHRASE}", "a seed phrase"),
    "seed phrase with commas": (PHRASE.replace(" ", ","), "a seed phrase"),
    "seed phrase with numbers": (
        " ".join(f"{number}. {word}" for number, word in enumerate(PHRASE.split(), 1)),
        "a seed phrase",
    ),
    "nostr": ("nsec1vl029mgpspedva04g90vltkh6fvh240zqtv9k0t9af8935ke9laqsnlfe5", "a private key"),
}


def assert_unseen(secret: str, message: str) -> None:
    """No five characters in a row of a key, and no two words in a row of a phrase, are in the message."""
    words = secret.split()
    pieces = [secret[start : start + 5] for start in range(len(secret) - 4)]
    if len(words) > 2:
        pieces = [" ".join(pair) for pair in pairwise(words)]
    assert [piece for piece in pieces if piece in message] == []


def refusal_of(text: str) -> str:
    """Return the message with which a text is refused."""
    with pytest.raises(AddressError) as caught:
        RULES.parse(text)
    assert caught.value.__cause__ is None
    return str(caught.value)


@pytest.mark.parametrize(("secret", "kind"), SECRETS.values(), ids=SECRETS)
def test_secrets_are_refused_unseen(secret: str, kind: str) -> None:
    """The message says what kind of secret it is and what to do, and shows nothing of it."""
    message = refusal_of(secret)
    assert kind in message
    assert "Never give it to anyone" in message
    assert_unseen(secret, message)


@pytest.mark.parametrize(
    "text",
    [
        " ".join(PHRASE.split()[:11]),
        " ".join(PHRASE.split()[:4]),
        PHRASE.replace(" ", ""),
        WIF[:40],
        COMPRESSED_WIF[:45],
        RAW[:32],
        f"{WIF[:40]}…",
        "的一是在不了有和人这中大",
    ],
)
def test_what_could_be_a_part_of_a_secret_is_not_shown(text: str) -> None:
    """Incomplete phrases and keys are refused for another reason, and still not shown."""
    assert_unseen(text, refusal_of(text))


@pytest.mark.parametrize("text", [ZPUB, XPUB[:-1] + "9", XPUB[:60] + "1" + XPUB[61:]])
def test_extended_public_keys_that_cannot_be_used_are_not_shown(text: str) -> None:
    """One of another kind, or a mistyped one, is told from a private one; it would show a whole wallet."""
    message = refusal_of(text)
    assert "it is an extended public key, but" in message
    assert_unseen(text, message)


@unhurried
@given(
    version=st.integers(0, 255),
    key=st.binary(min_size=32, max_size=32),
    ending=st.sampled_from([b"", b"\x01"]),
)
def test_private_keys_of_any_chain_are_refused_unseen(version: int, key: bytes, ending: bytes) -> None:
    """Whatever chain's version byte it has, a private key is recognised and not shown."""
    secret = encode_with_checksum(bytes([version]) + key + ending)
    message = refusal_of(secret)
    assert "a private key" in message
    assert_unseen(secret, message)


@unhurried
@given(version=st.binary(min_size=4, max_size=4), rest=st.binary(min_size=41, max_size=41), key=st.binary(min_size=32))
def test_extended_keys_of_any_chain_are_told_apart(version: bytes, rest: bytes, key: bytes) -> None:
    """A zero before the key makes an extended key private, 2 or 3 public, whatever its version."""
    private = encode_with_checksum(version + rest + b"\x00" + key[:32])
    public = encode_with_checksum(version + rest + b"\x02" + key[:32])
    assert "an extended private key" in refusal_of(private)
    assert "an extended public key" in refusal_of(public)


@unhurried
@given(place=st.integers(0, len(WIF) - 1), character=st.sampled_from(ALPHABET + "0OIl"))
def test_a_mistyped_private_key_is_still_secret(place: int, character: str) -> None:
    """A key with one wrong character could be guessed from a message, so nothing of it is shown."""
    mistyped = WIF[:place] + character + WIF[place + 1 :]
    assert_unseen(mistyped, refusal_of(mistyped))


@pytest.mark.parametrize("address", ["MS1SDdvcYfTBoykV98DbhFQ56LztsiDNQS"])
def test_an_address_that_begins_like_a_secret_is_none(address: str) -> None:
    """Litecoin's M-addresses may begin with the letters of a codex32 secret, which is written in one case."""
    assert find_secret(address) is None
    assert not may_hold_secret(address)
    assert RULES.parse(address) == address


@pytest.mark.parametrize(
    "secret",
    [
        "ms10testsxxxxxxxxxxxxxxxxxxxxxxxxxx4nzvca9cmczlw",
        "MS12NAMEA320ZYXWVUTSRQPNMLKJHGFEDCAXRPP870HKKQRM",
        "ms10Testsxxxxxxxxxxxxxxxxxxxxxxxxxx4nzvca9cmczlw",
    ],
)
def test_a_codex32_secret_is_refused(secret: str) -> None:
    """The vectors of BIP-93, and one with a capital letter that slipped in."""
    assert find_secret(secret) == "a private key"


@unhurried
@given(
    prefix=st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=8),
    version=st.integers(0, 16),
    program=st.binary(min_size=32, max_size=32),
    capitals=st.booleans(),
)
def test_a_witness_address_of_any_chain_is_no_secret(prefix: str, version: int, program: bytes, capitals: bool) -> None:
    """A new chain's prefix needs no entry in any table, also in capitals, which look like base58."""
    text = SegwitBech32Encoder.Encode(prefix, version, program)
    text = text.upper() if capitals else text
    assert find_secret(text) is None
    assert not may_hold_secret(text)
    rules = AddressRules("Toycoin", p2pkh=(0x41,), p2sh=(0x42,), segwit_prefix=prefix)
    assert rules.parse(text) == text.lower()


@unhurried
@given(key=st.binary(min_size=32, max_size=32))
def test_a_key_in_bech32_is_no_witness_address(key: bytes) -> None:
    """Nostr's private keys have bech32's checksum as well, and are never taken for addresses."""
    assert find_secret(Bech32Encoder.Encode("nsec", key)) == "a private key"


@pytest.mark.parametrize("prefix", ["ecash:", "bitcoincash:"])
@pytest.mark.parametrize("secret", [WIF, RAW, XPRV, MINI])
def test_a_secret_behind_a_prefix_is_refused(prefix: str, secret: str) -> None:
    """The prefix of another chain's addresses does not make a key an address."""
    assert find_secret(prefix + secret) is not None
    assert_unseen(secret, refusal_of(prefix + secret))


@pytest.mark.parametrize("address", ["bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6q"])
def test_a_mistyped_address_with_a_prefix_is_shown(address: str) -> None:
    """A known prefix and bech32's alphabet alone are no secret, so that a person finds the cell again."""
    assert not may_hold_secret(address)
