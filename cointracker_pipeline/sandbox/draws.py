"""Random numbers that depend on a key and an index only, the same on every machine and version."""

import hashlib

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Words = NDArray[np.uint64]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MASK = (1 << 64) - 1


def make_key(*parts: object) -> int:
    """Return 64 bits that stand for these values."""
    return int.from_bytes(make_digest(*parts)[:8], "big")


def make_digest(*parts: object) -> bytes:
    """Return 32 bytes that stand for these values."""
    return hashlib.sha256(":".join(map(str, parts)).encode()).digest()


def draw_words(key: int, start: int, count: int) -> Words:
    """Return the random words ``start`` to ``start + count`` of a key (splitmix64)."""
    words: Words = np.arange(start, start + count, dtype=np.uint64) * _GOLDEN + np.uint64(key & _MASK)
    words = (words ^ (words >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    words = (words ^ (words >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return words ^ (words >> np.uint64(31))


def draw_integers(key: int, stream: int, count: int) -> Integers:
    """Return one non-negative integer below 2^62 for each index, of one of a key's streams."""
    words = draw_words(key ^ (stream * 0xD1342543DE82EF95), 0, count) >> np.uint64(2)
    return words.astype(np.int64)


def draw_hashes(key: int, start: int, stop: int) -> list[str]:
    """Return the transaction hashes of the indices ``start`` to ``stop``, 64 hexadecimal digits each."""
    text = draw_words(key, 4 * start, 4 * (stop - start)).astype(">u8").tobytes().hex()
    return [text[at : at + 64] for at in range(0, len(text), 64)]
