"""CashAddr, the form of Bitcoin Cash and eCash: recognised here so that a refusal can name the chain."""

OWNERS = {"bitcoincash": "Bitcoin Cash", "ecash": "eCash"}
"""Prefixes of the main networks (cashaddr.md of Bitcoin Cash, ecashaddrjs of Bitcoin ABC)."""

TEST_PREFIXES = ("bchtest", "bchreg", "ectest", "ecregtest")
"""Prefixes of their test networks."""


def find_cashaddr_owner(text: str) -> str | None:
    """Return the chain whose checksum a text has with or without prefix, or whose prefix it has."""
    prefix, colon, _ = text.lower().partition(":")
    if colon:
        return OWNERS.get(prefix)
    return next((owner for prefix, owner in OWNERS.items() if _checksum_is_right(prefix, text)), None)


def has_test_prefix(text: str) -> bool:
    """Whether a text has the prefix of a test network."""
    return text.lower().startswith(tuple(f"{prefix}:" for prefix in TEST_PREFIXES))


def _checksum_is_right(prefix: str, text: str) -> bool:
    """Whether a text without prefix is consistent under this one; all have 42 characters or more."""
    if not 42 <= len(text) <= 112 or not text.isascii() or text not in {text.lower(), text.upper()}:
        return False
    from bip_utils import BchBech32Decoder, Bech32ChecksumError  # noqa: PLC0415 - a slow import

    try:
        BchBech32Decoder.Decode(prefix, f"{prefix}:{text.lower()}")
    except (Bech32ChecksumError, ValueError):
        return False
    return True
