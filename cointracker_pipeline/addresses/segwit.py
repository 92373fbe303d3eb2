"""Segregated witness addresses: bech32 for version 0 and bech32m above (BIP-141, BIP-173, BIP-350)."""

BECH32_ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
"""The data part's alphabet, by value (BIP-173)."""

CHECKSUM_LENGTH = 6
HIGHEST_WITNESS_VERSION = 16


def explain_segwit(text: str, prefix: str) -> str | None:
    """Return why a text that begins with ``prefix`` and 1 is not an address, or None when it is one."""
    return _explain_text(text, prefix) or _explain_content(text, prefix)


def is_witness_address(text: str) -> bool:
    """Whether a text is a segregated witness address of any chain, with whatever prefix it has."""
    prefix = text.rpartition("1")[0]
    return prefix.isascii() and prefix.isalpha() and explain_segwit(text, prefix.lower()) is None


def encode_segwit(prefix: str, key_hash: bytes) -> str:
    """Return the address that pays to the hash of a public key (witness version 0, BIP-141)."""
    from bip_utils import SegwitBech32Encoder  # noqa: PLC0415 - a slow import

    return str(SegwitBech32Encoder.Encode(prefix, 0, key_hash))


def _explain_text(text: str, prefix: str) -> str | None:
    """Return what is wrong with the characters; bip_utils alone would take a Kelvin sign for a k."""
    if text not in {text.lower(), text.upper()}:
        return "it mixes upper and lower case. Write it all in lower case, or copy it again."
    start = len(prefix) + 1
    for place, character in enumerate(text[start:], start + 1):
        if character not in BECH32_ALPHABET + BECH32_ALPHABET.upper():
            return f"character {place} never occurs in such addresses. Copy it again from the wallet."
    if len(text) <= start + CHECKSUM_LENGTH:
        return "it is too short. Copy the whole address from the wallet."
    return None


def _explain_content(text: str, prefix: str) -> str | None:
    from bip_utils import Bech32ChecksumError, SegwitBech32Decoder  # noqa: PLC0415 - a slow import

    try:
        SegwitBech32Decoder.Decode(prefix, text)
    except Bech32ChecksumError:
        return "its checksum is wrong: a character was mistyped or is missing. Copy it again from the wallet."
    except ValueError:
        return _explain_program(BECH32_ALPHABET.index(text[len(prefix) + 1].lower()))
    return None


def _explain_program(version: int) -> str:
    if version > HIGHEST_WITNESS_VERSION:
        return f"it claims witness version {version}, and the highest is 16 (BIP-141). Ask where it came from."
    return (
        f"its witness program has a length or padding that version {version} does not allow (BIP-141)."
        " Ask where it came from."
    )
