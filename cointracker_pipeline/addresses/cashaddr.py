"""CashAddr, the form of Bitcoin Cash and eCash: a prefix, a colon, and bech32's alphabet with a checksum of its own."""

import re

from cointracker_pipeline.addresses.segwit import BECH32_ALPHABET

OWNERS = {"bitcoincash": "Bitcoin Cash", "ecash": "eCash"}
"""Prefixes of the main networks (cashaddr.md of Bitcoin Cash, ecashaddrjs of Bitcoin ABC)."""

TEST_PREFIXES = ("bchtest", "bchreg", "ectest", "ecregtest")
"""Prefixes of their test networks."""

HEX = re.compile(r"[0-9a-f]+")


def find_cashaddr_owner(text: str) -> str | None:
    """Return the chain whose checksum a text has with or without prefix, or whose prefix it has."""
    prefix, colon, _ = text.lower().partition(":")
    if colon:
        return OWNERS.get(prefix)
    return next((owner for prefix, owner in OWNERS.items() if decode_cashaddr(prefix, text)), None)


def has_test_prefix(text: str) -> bool:
    """Whether a text has the prefix of a test network."""
    return text.lower().startswith(tuple(f"{prefix}:" for prefix in TEST_PREFIXES))


def is_plain_cashaddr(text: str) -> bool:
    """Whether a text has a known prefix and only the alphabet behind it, or a right checksum: so not a secret."""
    prefix, colon, data = text.lower().partition(":")
    if not colon:
        return find_cashaddr_owner(text) is not None
    known = prefix in OWNERS or prefix in TEST_PREFIXES
    return known and _is_in_one_case(text) and set(data) <= set(BECH32_ALPHABET) and not HEX.fullmatch(data)


def decode_cashaddr(prefix: str, text: str) -> tuple[int, bytes] | None:
    """Return version byte and hash of a text with or without this prefix; None when it is not consistent."""
    if not _is_in_one_case(text):
        return None
    data = text.lower().removeprefix(f"{prefix}:")
    if not 42 <= len(data) <= 112 or not set(data) <= set(BECH32_ALPHABET):
        return None
    from bip_utils import BchBech32Decoder, Bech32ChecksumError  # noqa: PLC0415 - a slow import

    try:
        version, digest = BchBech32Decoder.Decode(prefix, f"{prefix}:{data}")
    except (Bech32ChecksumError, ValueError):
        return None
    return version[0], bytes(digest)


def encode_cashaddr(prefix: str, version: int, digest: bytes) -> str:
    """Return the text of a hash, with the prefix."""
    from bip_utils import BchBech32Encoder  # noqa: PLC0415 - a slow import

    return str(BchBech32Encoder.Encode(prefix, bytes([version]), digest))


def explain_cashaddr(prefix: str, text: str) -> str | None:
    """Return what is wrong with a text that has this prefix or is consistent under it; None when it has neither."""
    if decode_cashaddr(prefix, text):
        return "it is a token-aware form, or its hash has a length nobody pays to. Give the wallet's q… or p… address."
    if not text.lower().startswith(f"{prefix}:"):
        return None
    if not _is_in_one_case(text):
        return "it mixes upper and lower case. Write it all in lower case, or copy it again."
    return "its checksum is wrong: a character was mistyped or is missing. Copy it again from the wallet."


def _is_in_one_case(text: str) -> bool:
    return text.isascii() and text in {text.lower(), text.upper()}
