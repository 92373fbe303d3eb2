"""Passwords: argon2id hashes, and what is too easy to guess."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from cointracker_pipeline.errors import InputError

SHORTEST = 12
LONGEST = 256

_HASHER = PasswordHasher()
"""The library's own parameters, those of RFC 9106: argon2id, 64 MiB, 3 passes, 4 lanes."""

_NOBODYS = _HASHER.hash("what nobody has")


def hash_password(password: str, name: str = "") -> str:
    """Return the hash of a new password.

    Raises: InputError when it is too short, too long or easy to guess.
    """
    _check(password, name)
    return _HASHER.hash(password)


def is_right(stored: str | None, password: str) -> bool:
    """Tell whether a password is the one whose hash is stored; without a hash that takes as long and is false."""
    try:
        return _HASHER.verify(stored or _NOBODYS, password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(stored: str) -> bool:
    """Tell whether a hash was made with weaker parameters than today's."""
    return _HASHER.check_needs_rehash(stored)


def _check(password: str, name: str) -> None:
    if not SHORTEST <= len(password) <= LONGEST:
        raise InputError(f"A password has {SHORTEST} to {LONGEST} characters; a sentence is easy to remember.")
    plain = password.casefold()
    if len(set(plain)) < 5 or plain in _EASY or plain.replace(name.casefold(), "").strip("0123456789") == "":
        raise InputError("This password is easy to guess; take one that nobody else has.")


_EASY = frozenset(
    {
        "123456789012",
        "1234567890123",
        "123456123456",
        "passwordpassword",
        "password1234",
        "password12345",
        "qwertyuiop12",
        "qwertyuiopas",
        "qwertyqwerty",
        "adminadminadmin",
        "administrator",
        "cointracker1",
        "cointracker123",
        "letmeinletmein",
        "iloveyouiloveyou",
    }
)
