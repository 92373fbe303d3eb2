"""Whose address a text is: the one table of version bytes and prefixes, so that a refusal can name the chain."""

import re

from cointracker_pipeline.addresses.base58 import decode_base58
from cointracker_pipeline.addresses.cashaddr import find_cashaddr_owner, has_test_prefix

VERSIONS = {
    b"\x00": "Bitcoin (or of Bitcoin Cash in its old form)",
    b"\x05": "Bitcoin (or of Bitcoin Cash or Litecoin in their old form)",
    b"\x30": "Litecoin",
    b"\x32": "Litecoin",
    b"\x1e": "Dogecoin",
    b"\x16": "Dogecoin",
    b"\x4c": "Dash",
    b"\x10": "Dash",
    b"\x1c\xb8": "Zcash",
    b"\x1c\xbd": "Zcash",
}
"""Version bytes of main networks (``base58Prefixes`` in chainparams.cpp of each chain's node)."""

TEST_VERSIONS = frozenset((
    b"\x6f", b"\xc4",  # Bitcoin, Bitcoin Cash, Litecoin, Groestlcoin, and scripts of Dogecoin
    b"\x3a", b"\x71", b"\x8c", b"\x13",  # Litecoin scripts, Dogecoin, Dash twice
    b"\x1d\x25", b"\x1c\xba",  # Zcash
))  # fmt: skip
"""Version bytes of test networks (the same source)."""

PREFIXES = {"bc": "Bitcoin", "ltc": "Litecoin", "grs": "Groestlcoin"}
"""Bech32 prefixes of main networks (``bech32_hrp`` in chainparams.cpp)."""

TEST_PREFIXES = ("tb", "bcrt", "tltc", "rltc", "tgrs", "grsrt", "tmweb")
"""Bech32 prefixes of test networks."""

HIDDEN_PREFIXES = {"ltcmweb": "Litecoin's MWEB", "zs": "Zcash's shielded pool", "u": "Zcash's shielded pool"}
"""Prefixes of places where amounts are hidden (LIP-0003, ZIP-32, ZIP-316)."""

SPROUT_VERSION, SPROUT_BYTES = b"\x16\x9a", 66
"""Zcash's first shielded addresses, zc… (Zcash protocol specification)."""

HEX = re.compile(r"[0-9a-f]+", re.IGNORECASE)
ETHEREUM = re.compile(r"0x[0-9a-f]{1,41}", re.IGNORECASE)
PUBLIC_KEY = re.compile(r"0[23][0-9a-f]{64}|04[0-9a-f]{128}", re.IGNORECASE)
"""A compressed or uncompressed public key (SEC 1, §2.3.3)."""


def find_origin(text: str) -> str | None:
    """Return a sentence that says what a text is and what to do instead, or None when nothing is known."""
    return _explain_key(text) or _explain_base58_owner(text) or _explain_prefix(text) or _explain_format(text)


def is_plain_bech32(text: str) -> bool:
    """Whether a text is a known bech32 prefix followed by letters and digits of one case, so not a secret.

    A text of hexadecimal digits alone is not: one raw private key in 4,096 begins with bc1.
    """
    plain = text.isascii() and text.isalnum() and text in {text.lower(), text.upper()}
    return (
        plain
        and not HEX.fullmatch(text)
        and any(has_prefix(text, prefix) for prefix in (*PREFIXES, *TEST_PREFIXES, *HIDDEN_PREFIXES))
    )


def has_prefix(text: str, prefix: str) -> bool:
    """Whether a text begins with a bech32 prefix and the separator 1, in any case."""
    return text[: len(prefix) + 1].lower() == f"{prefix}1"


def _explain_key(text: str) -> str | None:
    if PUBLIC_KEY.fullmatch(text):
        return "it is a public key. Give the address that belongs to it."
    return None


def _explain_base58_owner(text: str) -> str | None:
    payload = decode_base58(text)
    if payload is not None and payload[:2] == SPROUT_VERSION and len(payload) == SPROUT_BYTES:
        return _of_hidden_place(HIDDEN_PREFIXES["zs"])
    if payload is None or len(payload) not in (21, 22):
        return None
    version = payload[:-20]
    if version in TEST_VERSIONS:
        return _of_test_network()
    return _of_chain(VERSIONS[version]) if version in VERSIONS else None


def _explain_prefix(text: str) -> str | None:
    for prefix, place in HIDDEN_PREFIXES.items():
        if has_prefix(text, prefix):
            return _of_hidden_place(place)
    if has_test_prefix(text) or any(has_prefix(text, prefix) for prefix in TEST_PREFIXES):
        return _of_test_network()
    return next((_of_chain(owner) for prefix, owner in PREFIXES.items() if has_prefix(text, prefix)), None)


def _explain_format(text: str) -> str | None:
    if ETHEREUM.fullmatch(text):
        return _of_chain("Ethereum")
    owner = find_cashaddr_owner(text)
    return _of_chain(owner) if owner else None


def _of_chain(owner: str) -> str:
    return f"it has the form of an address of {owner}. Name that chain for it, or give another address."


def _of_hidden_place(place: str) -> str:
    return f"it belongs to {place}, which hides amounts from everybody. Give the wallet's public address."


def _of_test_network() -> str:
    return (
        "it is from a test network, whose coins have no value. Give an address of the main network,"
        " or name the chain bitcoin-testnet if it is from there."
    )
