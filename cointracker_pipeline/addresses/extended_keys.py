"""Extended keys of BIP-32: xpub, xprv and their relatives of every chain."""

from cointracker_pipeline.addresses.base58 import LONGEST_BASE58, decode_base58

EXTENDED_KEY_BYTES = 78
"""4 of version, 1 depth, 4 fingerprint, 4 child number, 32 chain code, 33 key (BIP-32)."""

KEY_OFFSET = 45
PUBLIC_FIRST_BYTES = (2, 3)
"""A compressed public key begins so; a private key begins with 0 (BIP-32)."""

SHORTEST_TEXT = 100
"""Those in use have 111 characters or nearly; what is a little shorter has lost some."""

PUBLIC_ENDINGS = ("pub", "tub", "gub", "rkp")
"""Characters 2 to 4 of xpub, ypub, zpub, tpub …, Ltub, Mtub, dgub, drkp (SLIP-132)."""


def is_extended_public_key(text: str) -> bool:
    """Whether a text is an extended public key, or looks like one with a mistyped character."""
    key = _read_key(text)
    return key[0] in PUBLIC_FIRST_BYTES if key else len(text) >= SHORTEST_TEXT and text[1:4] in PUBLIC_ENDINGS


def is_extended_private_key(text: str) -> bool:
    """Whether a text is an extended private key, or is as long as one and not clearly a public one."""
    as_long = _read_key(text) is not None or SHORTEST_TEXT <= len(text) <= LONGEST_BASE58
    return as_long and not is_extended_public_key(text)


def _read_key(text: str) -> bytes | None:
    """Return the last part of a consistent extended key, 33 bytes."""
    payload = decode_base58(text) if len(text) >= EXTENDED_KEY_BYTES else None
    return payload[KEY_OFFSET:] if payload is not None and len(payload) == EXTENDED_KEY_BYTES else None
