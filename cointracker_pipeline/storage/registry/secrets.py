"""Secrets that open something: made of random bits, and held as their digests where that is enough."""

import base64
import hashlib
import secrets

_BYTES = 32
_SHARED_BYTES = 20
"""What RFC 4226, section 4, recommends for a secret that two sides share."""
_RECOVERY_BYTES = 15
"""120 bits: nobody guesses them, so that a digest is enough, and 24 letters are written down."""


def make_secret(prefix: str = "") -> str:
    """Return a new secret, which can stand in a link, a cookie or a header."""
    return prefix + secrets.token_urlsafe(_BYTES)


def make_shared_secret() -> str:
    """Return a new secret of 160 bits in base32, as authenticator apps take it."""
    return base64.b32encode(secrets.token_bytes(_SHARED_BYTES)).decode()


def make_recovery_code() -> str:
    """Return a new code of 24 small letters and digits that a person writes down."""
    return base64.b32encode(secrets.token_bytes(_RECOVERY_BYTES)).decode().lower()


def digest_of(secret: str) -> str:
    """Return what is stored of a secret; nothing slow is needed for one that nobody can guess."""
    return hashlib.sha256(secret.encode()).hexdigest()
