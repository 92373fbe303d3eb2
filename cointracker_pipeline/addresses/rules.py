"""What an address of one chain looks like, and the door through which every address comes in."""

from dataclasses import dataclass

from cointracker_pipeline.addresses.base58 import decode_base58, encode_base58, explain_base58
from cointracker_pipeline.addresses.known import find_origin, has_prefix
from cointracker_pipeline.addresses.private_keys import find_secret
from cointracker_pipeline.addresses.quoting import quote
from cointracker_pipeline.addresses.segwit import explain_segwit
from cointracker_pipeline.errors import AddressError

LONGEST_TEXT = 1000
"""No address and no secret is longer; what is, is somebody's whole document."""

HASH_BYTES = 20
"""RIPEMD-160 of a public key or script, what every base58 address holds behind its version."""


@dataclass(frozen=True, slots=True)
class AddressRules:
    """The forms one chain's addresses have.

    ``p2pkh`` and ``p2sh`` are version bytes (two bytes where above 0xFF). Where a chain has several for one kind,
    an address with any of them is rewritten to the first, so that one script is one wallet.
    """

    chain_label: str
    p2pkh: tuple[int, ...]
    p2sh: tuple[int, ...]
    segwit_prefix: str | None = None

    def parse(self, text: str) -> str:
        """Return an address in canonical form: base58 as it is, bech32 in lower case.

        Raises: AddressError with the reason and what to do, never echoing what may be a private key.
        """
        stripped = text.strip()
        self._refuse_unreadable(stripped)
        if self.segwit_prefix is not None and has_prefix(stripped, self.segwit_prefix):
            return self._parse_segwit(stripped, self.segwit_prefix)
        return self._parse_base58(stripped)

    def _refuse_unreadable(self, text: str) -> None:
        if not text:
            raise AddressError(f"The address is empty. Give an address of {self.chain_label}.")
        secret = find_secret(text[:LONGEST_TEXT])
        if secret:
            raise AddressError(
                f"This looks like {secret}, not an address of {self.chain_label}. Never give it to anyone: whoever"
                " sees it can take the coins. Give the address instead, and move the coins if it was seen."
            )
        if len(text) > LONGEST_TEXT:
            raise self._refusal(text, "it is much too long. Give one address alone.")

    def _parse_segwit(self, text: str, prefix: str) -> str:
        reason = explain_segwit(text, prefix)
        if reason:
            raise self._refusal(text, reason)
        return text.lower()

    def _parse_base58(self, text: str) -> str:
        payload = decode_base58(text)
        for versions in (self.p2pkh, self.p2sh):
            if payload is not None and payload[:-HASH_BYTES] in map(_version_bytes, versions):
                return encode_base58(_version_bytes(versions[0]) + payload[-HASH_BYTES:])
        raise self._refusal(text, find_origin(text) or explain_base58(text))

    def _refusal(self, text: str, reason: str) -> AddressError:
        return AddressError(f"{quote(text)} is not an address of {self.chain_label}: {reason}")


def _version_bytes(version: int) -> bytes:
    return version.to_bytes(2 if version > 0xFF else 1, "big")
