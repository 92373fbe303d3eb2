"""What an address of one chain looks like, and the door through which every address comes in."""

from dataclasses import dataclass

from cointracker_pipeline.addresses.base58 import MakeChecksum, decode_base58, encode_base58, explain_base58
from cointracker_pipeline.addresses.extended_keys import is_extended_public_key
from cointracker_pipeline.addresses.known import find_origin, has_prefix
from cointracker_pipeline.addresses.refusing import make_refusal, refuse_unreadable
from cointracker_pipeline.addresses.segwit import encode_segwit, explain_segwit
from cointracker_pipeline.addresses.wallet_keys import PLAIN, KeyForms, Script, derive_hashes, hash_twice, parse_key

HASH_BYTES = 20
"""RIPEMD-160 of a public key or script, what every base58 address holds behind its version."""


@dataclass(frozen=True, slots=True)
class AddressRules:
    """The forms one chain's addresses have.

    ``p2pkh`` and ``p2sh`` are version bytes (two bytes where above 0xFF). Where a chain has several for one kind,
    an address with any of them is rewritten to the first, so that one script is one wallet. ``make_checksum`` is for
    base58 whose checksum is not Bitcoin's. ``keys`` are the extended public keys that stand for many addresses.
    """

    chain_label: str
    p2pkh: tuple[int, ...]
    p2sh: tuple[int, ...]
    segwit_prefix: str | None = None
    make_checksum: MakeChecksum | None = None
    keys: KeyForms = PLAIN

    def parse(self, text: str) -> str:
        """Return an address or an extended public key in canonical form: base58 as it is, bech32 in lower case.

        Raises: AddressError with the reason and what to do, never echoing what may be a private key.
        """
        stripped = text.strip()
        refuse_unreadable(stripped, self.chain_label)
        if is_extended_public_key(stripped):
            return parse_key(stripped, self.chain_label, self.keys, self.make_checksum)
        if self.segwit_prefix is not None and has_prefix(stripped, self.segwit_prefix):
            return self._parse_segwit(stripped, self.segwit_prefix)
        return self._parse_base58(stripped)

    def derive(self, key: str, branch: int, indexes: range) -> list[str]:
        """Return the addresses of a key in canonical form at these indexes of a branch, in canonical form."""
        script, hashes = derive_hashes(key, branch, indexes, self.keys, self.make_checksum)
        return [self._encode(script, one) for one in hashes]

    def _encode(self, script: Script, digest: bytes) -> str:
        if script == "segwit" and self.segwit_prefix is not None:
            return encode_segwit(self.segwit_prefix, digest)
        if script == "nested":
            return encode_base58(_version_bytes(self.p2sh[0]) + hash_twice(b"\x00\x14" + digest), self.make_checksum)
        return encode_base58(_version_bytes(self.p2pkh[0]) + digest, self.make_checksum)

    def _parse_segwit(self, text: str, prefix: str) -> str:
        reason = explain_segwit(text, prefix)
        if reason:
            raise make_refusal(text, self.chain_label, reason)
        return text.lower()

    def _parse_base58(self, text: str) -> str:
        payload = decode_base58(text, self.make_checksum)
        for versions in (self.p2pkh, self.p2sh):
            if payload is not None and payload[:-HASH_BYTES] in map(_version_bytes, versions):
                return encode_base58(_version_bytes(versions[0]) + payload[-HASH_BYTES:], self.make_checksum)
        raise make_refusal(text, self.chain_label, find_origin(text) or explain_base58(text))


def _version_bytes(version: int) -> bytes:
    return version.to_bytes(2 if version > 0xFF else 1, "big")
