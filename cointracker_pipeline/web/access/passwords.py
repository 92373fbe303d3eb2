"""Passwords: argon2id hashes, and what is too easy to guess."""

from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from cointracker_pipeline.errors import InputError

SHORTEST = 12
LONGEST = 256

_HASHER = PasswordHasher()
"""The library's own parameters, those of RFC 9106: argon2id, 64 MiB, 3 passes, 4 lanes."""

_NOBODYS = "$argon2id$v=19$m=65536,t=3,p=4$FUSLvKvtaCsp5KXwCrLvkw$iVrIMvNhBTB6oNMQArSnEmdcz9JzXw6oj6mrDbSaqYY"
"""The hash of random bytes that nobody kept, by the same parameters: checking it takes as long as any other."""

_AT_ONCE = BoundedSemaphore(4)
"""So many are hashed at once: 64 MiB each, whoever sends how many."""

_LEAST_GUESSES_LOG10 = 8
"""What zxcvbn calls safely unguessable (a score of 3) begins here; common and leaked passwords are far below."""

_LOOKED_AT = 72
"""The library looks at no more characters: its time grows faster than the length."""


def hash_password(password: str, name: str = "") -> str:
    """Return the hash of a new password.

    Raises: InputError when it is too short, too long or easy to guess.
    """
    _check(password, name)
    return rehash(password)


def rehash(password: str) -> str:
    """Return a hash by today's parameters of a password that is right already."""
    with _AT_ONCE:
        return _HASHER.hash(password)


def is_right(stored: str | None, password: str) -> bool:
    """Tell whether a password is the one whose hash is stored; without a hash that takes as long and is false."""
    try:
        with _AT_ONCE:
            return _HASHER.verify(stored or _NOBODYS, password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(stored: str) -> bool:
    """Tell whether a hash was made with weaker parameters than today's."""
    return _HASHER.check_needs_rehash(stored)


def _check(password: str, name: str) -> None:
    if not SHORTEST <= len(password) <= LONGEST:
        raise InputError(f"A password has {SHORTEST} to {LONGEST} characters; a sentence is easy to remember.")
    found = zxcvbn(password[:_LOOKED_AT], user_inputs=["cointracker", "blockchair", *filter(None, [name])])
    if found["guesses_log10"] < _LEAST_GUESSES_LOG10:
        raise InputError("This password is easy to guess; take one that nobody else has, such as a sentence.")
