"""Refuses what cannot be an address of any chain, and says so without echoing what may be a private key."""

from cointracker_pipeline.addresses.private_keys import find_secret
from cointracker_pipeline.addresses.quoting import quote
from cointracker_pipeline.errors import AddressError

LONGEST_TEXT = 1000
"""No address and no secret is longer; what is, is somebody's whole document."""


def refuse_unreadable(text: str, chain_label: str) -> None:
    """Raise AddressError for nothing, for a secret, and for what is much too long."""
    if not text:
        raise AddressError(f"The address is empty. Give an address of {chain_label}.")
    secret = find_secret(text[:LONGEST_TEXT])
    if secret:
        raise AddressError(
            f"This looks like {secret}, not an address of {chain_label}. Never give it to anyone: whoever"
            " sees it can take the coins. Give the address instead, and move the coins if it was seen."
        )
    if len(text) > LONGEST_TEXT:
        raise make_refusal(text, chain_label, "it is much too long. Give one address alone.")


def make_refusal(text: str, chain_label: str, reason: str) -> AddressError:
    """Return the error that says why a text is not an address of a chain."""
    return AddressError(f"{quote(text)} is not an address of {chain_label}: {reason}")
