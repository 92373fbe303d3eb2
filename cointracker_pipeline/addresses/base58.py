"""Base58 with a checksum: the form of L…, 1…, 3…, D… addresses and of private keys."""

from collections.abc import Callable

MakeChecksum = Callable[[bytes], bytes]
"""Returns the four bytes that follow a payload."""

BASE58_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
"""Bitcoin's alphabet: letters and digits without 0, O, I and l, which look like others."""

LONGEST_BASE58 = 120
"""Extended keys have 111 characters; nothing longer is decoded, for decoding takes quadratic time."""

LEFT_OUT = "0OIl"


def decode_base58(text: str, make_checksum: MakeChecksum | None = None) -> bytes | None:
    """Return the bytes a text stands for, without the checksum; None when it is not base58 or not consistent.

    The checksum is Bitcoin's, twice SHA-256, unless another is given.
    """
    if not text or len(text) > LONGEST_BASE58 or find_wrong_character(text) is not None:
        return None
    from bip_utils import Base58ChecksumError, Base58Decoder  # noqa: PLC0415 - a slow import

    if make_checksum is not None:
        data = bytes(Base58Decoder.Decode(text))
        return data[:-4] if len(data) > 4 and make_checksum(data[:-4]) == data[-4:] else None
    try:
        return bytes(Base58Decoder.CheckDecode(text))
    except Base58ChecksumError:
        return None


def encode_base58(payload: bytes, make_checksum: MakeChecksum | None = None) -> str:
    """Return the text that stands for the bytes, checksum included."""
    from bip_utils import Base58Encoder  # noqa: PLC0415 - a slow import

    if make_checksum is not None:
        return str(Base58Encoder.Encode(payload + make_checksum(payload)))
    return str(Base58Encoder.CheckEncode(payload))


def find_wrong_character(text: str) -> int | None:
    """Return where the first character outside the alphabet stands, counted from 0, or None."""
    return next((place for place, character in enumerate(text) if character not in BASE58_ALPHABET), None)


def explain_base58(text: str) -> str:
    """Return why a text that belongs to no known chain is not an address."""
    place = find_wrong_character(text)
    if place is not None:
        return _explain_character(text[place], place)
    if len(text) > LONGEST_BASE58:
        return "it is much too long. Give one address alone."
    payload = decode_base58(text)
    if payload is None:
        return _explain_checksum(text)
    if len(payload) != 21:
        return f"it holds {len(payload)} bytes where an address holds 21. Copy the address again from the wallet."
    return f"its version byte is 0x{payload[0]:02x}, which no supported chain uses. Check which chain it is from."


def _explain_character(character: str, place: int) -> str:
    if character in LEFT_OUT:
        return (
            f"character {place + 1} is one of 0, O, I and l, which such addresses never have"
            " because they look alike. Copy it again from the wallet."
        )
    return (
        f"character {place + 1} is not a plain letter or digit."
        " Give the address alone, without spaces, quotes or a link around it."
    )


def _explain_checksum(text: str) -> str:
    if len(text) < 25:
        return "it is too short. Copy the whole address from the wallet."
    if text.startswith("F") and len(text) == 34:  # Groestlcoin has a checksum of its own
        return "its checksum is wrong: a character was mistyped, or it is from Groestlcoin. Copy it again."
    return "its checksum is wrong: a character was mistyped or is missing. Copy it again from the wallet."
