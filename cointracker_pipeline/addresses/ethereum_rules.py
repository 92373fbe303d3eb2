"""What an address of Ethereum looks like: forty hexadecimal digits, whose letters' cases may be a checksum."""

import re
from dataclasses import dataclass

from Crypto.Hash import keccak

from cointracker_pipeline.addresses.known import find_origin
from cointracker_pipeline.addresses.refusing import make_refusal, refuse_unreadable

FORM = re.compile(r"0x[0-9a-fA-F]{40}")


@dataclass(frozen=True, slots=True)
class EthereumRules:
    """Ethereum's one form of an address (ERC-55, "Mixed-case checksum address encoding")."""

    chain_label: str

    def parse(self, text: str) -> str:
        """Return an address in lower case; letters of both cases must be a right checksum, of one case have none.

        Raises: AddressError with the reason and what to do, never echoing what may be a private key.
        """
        stripped = text.strip()
        refuse_unreadable(stripped, self.chain_label)
        reason = _explain(stripped)
        if reason:
            raise make_refusal(stripped, self.chain_label, reason)
        return stripped.lower()


def write_checksum(address: str) -> str:
    """Return an address with the cases of ERC-55: a letter is large where the hash of the address has 8 or more."""
    digits = address[2:].lower()
    marks = keccak.new(digest_bits=256, data=digits.encode()).hexdigest()
    return "0x" + "".join(
        digit.upper() if int(mark, 16) >= 8 else digit for digit, mark in zip(digits, marks, strict=False)
    )


def _explain(text: str) -> str | None:
    """Return why a text is no address, or None when it is one."""
    if not FORM.fullmatch(text):
        shape = f"it is not 0x and 40 hexadecimal digits, but {len(text)} characters"
        return _explain_foreign(text) or f"{shape}. Copy it again from where it came from."
    letters = text[2:]
    if letters in (letters.lower(), letters.upper()) or text == write_checksum(text):
        return None
    return (
        "its checksum, which is in the cases of its letters, is wrong: a character was changed or lost. Copy it again"
        " from where it came from."
    )


def _explain_foreign(text: str) -> str | None:
    """Return whose address a text is instead, unless it has only lost a digit of one of Ethereum's."""
    return None if text[:2].lower() == "0x" else find_origin(text)
