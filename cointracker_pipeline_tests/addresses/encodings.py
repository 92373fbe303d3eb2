"""Builds keys and addresses for tests with the standard library alone, independent of what is tested."""

import hashlib

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def encode_with_checksum(payload: bytes) -> str:
    """Return the base58 text of some bytes with their checksum."""
    data = payload + hashlib.sha256(hashlib.sha256(payload).digest()).digest()[:4]
    number, text = int.from_bytes(data, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        text = ALPHABET[digit] + text
    return ALPHABET[0] * (len(data) - len(data.lstrip(b"\0"))) + text
