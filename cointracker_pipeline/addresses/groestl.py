"""Groestl-512, the hash of Groestlcoin's checksums, for short texts.

Source: "Grøstl, a SHA-3 candidate", version of the final round (2011).
No library that is used here has it. One address takes some ten milliseconds, its slowness the price of plainness.
"""

ROWS, COLUMNS, ROUNDS = 8, 16, 14
SHIFTS_P = (0, 1, 2, 3, 4, 5, 6, 11)
SHIFTS_Q = (1, 3, 5, 11, 0, 2, 4, 6)
MIX = (2, 2, 3, 4, 5, 3, 5, 7)
"""The first row of MixBytes' circulant matrix."""

BLOCK_BYTES = ROWS * COLUMNS
LENGTH_BYTES = 8
INITIAL = bytes(BLOCK_BYTES - 2) + (512).to_bytes(2, "big")


def hash_groestl(message: bytes) -> bytes:
    """Return the 64 bytes of the hash."""
    state = INITIAL
    padded = _pad(message)
    for start in range(0, len(padded), BLOCK_BYTES):
        block = padded[start : start + BLOCK_BYTES]
        state = _xor(state, _xor(_permute(_xor(state, block), is_q=False), _permute(block, is_q=True)))
    return _xor(state, _permute(state, is_q=False))[-64:]


def checksum_groestl(payload: bytes) -> bytes:
    """Return the four bytes that follow a payload in Groestlcoin's base58: of the hash's hash."""
    return hash_groestl(hash_groestl(payload))[:4]


def _pad(message: bytes) -> bytes:
    zeros = -(len(message) + 1 + LENGTH_BYTES) % BLOCK_BYTES
    blocks = (len(message) + 1 + zeros + LENGTH_BYTES) // BLOCK_BYTES
    return message + b"\x80" + bytes(zeros) + blocks.to_bytes(LENGTH_BYTES, "big")


def _permute(state: bytes, *, is_q: bool) -> bytes:
    """Return P or Q of a state, whose columns follow each other."""
    shifts = SHIFTS_Q if is_q else SHIFTS_P
    for number in range(ROUNDS):
        substituted = bytes(S_BOX[one] for one in _add_constants(state, number, is_q=is_q))
        state = b"".join(_mix(_shifted(substituted, shifts, column)) for column in range(COLUMNS))
    return state


def _add_constants(state: bytes, number: int, *, is_q: bool) -> bytearray:
    added = bytearray(one ^ 0xFF for one in state) if is_q else bytearray(state)
    row = ROWS - 1 if is_q else 0
    for column in range(COLUMNS):
        added[ROWS * column + row] ^= column << 4 ^ number
    return added


def _shifted(state: bytes, shifts: tuple[int, ...], column: int) -> bytes:
    return bytes(state[ROWS * ((column + shift) % COLUMNS) + row] for row, shift in enumerate(shifts))


def _mix(column: bytes) -> bytes:
    mixed = bytearray(ROWS)
    for row in range(ROWS):
        for place, one in enumerate(column):
            mixed[row] ^= PRODUCTS[MIX[(place - row) % ROWS]][one]
    return bytes(mixed)


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


def _multiply(one: int, other: int) -> int:
    """Multiply in the field of AES: modulo x^8 + x^4 + x^3 + x + 1."""
    product = 0
    while other:
        product ^= one if other & 1 else 0
        one = one << 1 ^ (0x11B if one & 0x80 else 0)
        other >>= 1
    return product


def _make_s_box() -> bytes:
    """Return the table of AES (FIPS 197, section 5.1.1): the inverse, then an affine map."""
    box = bytearray([0x63] * 256)
    value, inverse = 1, 1
    for _ in range(255):
        value, inverse = _multiply(value, 3), _multiply(inverse, 0xF6)
        doubled = inverse << 8 | inverse
        box[value] = (inverse ^ doubled >> 4 ^ doubled >> 5 ^ doubled >> 6 ^ doubled >> 7 ^ 0x63) & 0xFF
    return bytes(box)


S_BOX = _make_s_box()
PRODUCTS = {factor: bytes(_multiply(one, factor) for one in range(256)) for factor in set(MIX)}
