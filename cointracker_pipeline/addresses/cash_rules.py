"""What an address of Bitcoin Cash and eCash looks like: a CashAddr, and for one of them also the old base58 form.

Extended public keys are xpub, and stand for hashes of keys: both chains split from Bitcoin without SegWit.
"""

from dataclasses import dataclass

from cointracker_pipeline.addresses.base58 import decode_base58, explain_base58
from cointracker_pipeline.addresses.cashaddr import decode_cashaddr, encode_cashaddr, explain_cashaddr
from cointracker_pipeline.addresses.extended_keys import is_extended_public_key
from cointracker_pipeline.addresses.known import find_origin
from cointracker_pipeline.addresses.refusing import make_refusal, refuse_unreadable
from cointracker_pipeline.addresses.wallet_keys import PLAIN, derive_hashes, parse_key

TO_KEY, TO_SCRIPT, TO_LONG_SCRIPT = 0x00, 0x08, 0x0B
"""Version bytes: type and size of the hash (cashaddr.md); the last is P2SH32's (CHIP-2022-05)."""

HASH_BYTES = {TO_KEY: 20, TO_SCRIPT: 20, TO_LONG_SCRIPT: 32}
OLD_VERSIONS = {0x00: TO_KEY, 0x05: TO_SCRIPT}
"""Version bytes of the old form, Bitcoin's own (``base58Prefixes`` in chainparams.cpp), and those of the new one."""


@dataclass(frozen=True, slots=True)
class CashAddrRules:
    """The forms one chain's addresses have; the prefix may always be left out, for the checksum speaks of it.

    ``keeps_prefix`` says whether the canonical form has it, ``takes_old_form`` whether 1… and 3… are rewritten,
    ``long_scripts`` whether scripts may have hashes of 32 bytes.
    """

    chain_label: str
    prefix: str
    keeps_prefix: bool
    takes_old_form: bool = False
    long_scripts: bool = False

    def parse(self, text: str) -> str:
        """Return an address in canonical form, in lower case, or an extended public key as it is.

        Raises: AddressError with the reason and what to do, never echoing what may be a private key.
        """
        stripped = text.strip()
        refuse_unreadable(stripped, self.chain_label)
        if is_extended_public_key(stripped):
            return parse_key(stripped, self.chain_label, PLAIN)
        address = self._parse_new_form(stripped) or self._parse_old_form(stripped)
        if address is None:
            raise make_refusal(stripped, self.chain_label, self._explain(stripped))
        return self._write(address)

    def derive(self, key: str, branch: int, indexes: range) -> list[str]:
        """Return the addresses of a key in canonical form at these indexes of a branch, in canonical form."""
        _, hashes = derive_hashes(key, branch, indexes, PLAIN)
        return [self._write(encode_cashaddr(self.prefix, TO_KEY, one)) for one in hashes]

    def _write(self, address: str) -> str:
        return address if self.keeps_prefix else address.removeprefix(f"{self.prefix}:")

    def _parse_new_form(self, text: str) -> str | None:
        decoded = decode_cashaddr(self.prefix, text)
        if decoded is None or not self._takes(*decoded):
            return None
        return encode_cashaddr(self.prefix, *decoded)

    def _takes(self, version: int, digest: bytes) -> bool:
        return HASH_BYTES.get(version) == len(digest) and (self.long_scripts or version != TO_LONG_SCRIPT)

    def _parse_old_form(self, text: str) -> str | None:
        payload = decode_base58(text) if self.takes_old_form else None
        if payload is None or len(payload) != 21 or payload[0] not in OLD_VERSIONS:
            return None
        return encode_cashaddr(self.prefix, OLD_VERSIONS[payload[0]], payload[1:])

    def _explain(self, text: str) -> str:
        return explain_cashaddr(self.prefix, text) or find_origin(text) or explain_base58(text)
