"""Records of BIP-329: one JSON object a line, of which those about addresses and extended keys are wallets here.

Source: https://github.com/bitcoin/bips/blob/master/bip-0329.mediawiki. The format is Bitcoin's: a wallet of another
chain is written with one more key, ``chain``, which other readers pass over.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from cointracker_pipeline.addresses.extended_keys import is_extended_public_key
from cointracker_pipeline.domain.wallet import TrackedWallet
from cointracker_pipeline.errors import InputError
from cointracker_pipeline.inbox.cells import clean_text
from cointracker_pipeline.inbox.limits import MAX_FILE_BYTES, MAX_ROWS

BITCOIN = "bitcoin"
WALLET_TYPES = ("addr", "xpub")
"""The types whose ``ref`` is a wallet here."""

HEX_TYPES = ("tx", "pubkey", "input", "output")
"""The types whose ``ref`` is hexadecimal, as a private key may be; no label of theirs is kept."""

LONGEST_LINE_BYTES = 10_000
"""A record has some 300; what is much longer is no record, and is not read."""


@dataclass(frozen=True, slots=True)
class Record:
    """What a line says: ``label`` is empty when it says none, ``chain`` too when it is Bitcoin's plain form."""

    type: str
    ref: str
    label: str = ""
    chain: str = ""


def render_record(tracked: TrackedWallet) -> str:
    """Return a wallet with its label, which is one line of text, as a record, without a line break."""
    wallet = tracked.wallet
    record = {
        "type": "xpub" if is_extended_public_key(wallet.address) else "addr",
        "ref": wallet.address,
        "label": clean_text(tracked.label),
    }
    if wallet.chain != BITCOIN:
        record["chain"] = wallet.chain
    return json.dumps(record, ensure_ascii=False)


def split_lines(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Return the lines of a file with their numbers, counted from 1; blank ones are left out.

    Raises: InputError when it is larger than any list of labels.
    """
    lines = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    if len(data) > MAX_FILE_BYTES or len(lines) > MAX_ROWS + 1:
        most = f"{MAX_FILE_BYTES // 1_000_000} MB and {MAX_ROWS:,} lines"
        raise InputError(f"The file is too large: at most {most} are read. Divide it; any part of it is a file, too.")
    return ((number, line) for number, line in enumerate(lines, start=1) if line.strip())


def parse_record(line: bytes) -> Record:
    """Read one line.

    Raises: InputError with the reason, which shows nothing of the line.
    """
    if len(line) > LONGEST_LINE_BYTES:
        raise InputError(f"The line is longer than {LONGEST_LINE_BYTES:,} bytes.")
    try:
        value = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        raise InputError("The line is not UTF-8.") from None
    except (ValueError, RecursionError):
        raise InputError("The line is not JSON. A file of labels has one JSON object a line.") from None
    if not isinstance(value, dict):
        raise InputError("The line is no JSON object.")
    return Record(_needed(value, "type"), _needed(value, "ref"), _text(value, "label"), _text(value, "chain"))


def _needed(value: dict[str, object], key: str) -> str:
    text = _text(value, key)
    if not text:
        raise InputError(f'"{key}" is missing.')
    return text


def _text(value: dict[str, object], key: str) -> str:
    text = value.get(key, "")
    if not isinstance(text, str):
        raise InputError(f'"{key}" is not a text.')
    return text.strip()
