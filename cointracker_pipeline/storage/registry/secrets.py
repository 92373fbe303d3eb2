"""Secrets that open something: made of 256 random bits, and held as their digests only."""

import hashlib
import secrets

_BYTES = 32


def make_secret(prefix: str = "") -> str:
    """Return a new secret, which can stand in a link, a cookie or a header."""
    return prefix + secrets.token_urlsafe(_BYTES)


def digest_of(secret: str) -> str:
    """Return what is stored of a secret; nothing slow is needed for one that nobody can guess."""
    return hashlib.sha256(secret.encode()).hexdigest()
