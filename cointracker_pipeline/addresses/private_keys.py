"""Recognises what must never be pasted anywhere: private keys and seed phrases, mistyped ones too.

Addresses are accepted by checksum alone; secrets are recognised generously, by checksum or by shape, because a
secret with one mistyped character is still a secret.
"""

import re
from collections.abc import Iterator

from cointracker_pipeline.addresses.base58 import BASE58_ALPHABET, decode_base58
from cointracker_pipeline.addresses.cashaddr import is_plain_cashaddr
from cointracker_pipeline.addresses.extended_keys import is_extended_private_key
from cointracker_pipeline.addresses.known import is_plain_bech32
from cointracker_pipeline.addresses.segwit import is_witness_address

SEED_WORDS = 12
"""The shortest phrase of BIP-39; Electrum's has as many, SLIP-39's 20."""

PRIVATE_KEY_BYTES = (33, 34)
"""A version byte, 32 of key and perhaps 01 for "compressed" (Bitcoin wiki, Wallet import format)."""

PRIVATE_KEY_LENGTHS = range(50, 54)
"""51 or 52 characters, and one mistyped away."""

MINI_KEY_LENGTHS = range(21, 32)
"""22, 26 or 30 characters that begin with S, on physical coins (Bitcoin wiki, Mini private key format)."""

RAW_KEY_DIGITS = range(63, 66)
"""64 hexadecimal digits, and one mistyped away."""

LONGEST_ADDRESS = 36
"""Base58 addresses have up to 36 characters; what is longer and not bech32 may be a key."""

MOST_WORDS = 3
"""More words may be a part of a seed phrase."""

BASE58_RUNS = re.compile(f"[{BASE58_ALPHABET}]{{21,}}")
HEX_RUNS = re.compile(r"[0-9a-f]{24,}", re.IGNORECASE)
ETHEREUM_ADDRESS = re.compile(r"0x[0-9a-f]{40}", re.IGNORECASE)
WORD_SEPARATORS = re.compile(r"[\W\d_]+")
BECH32_SECRETS = re.compile(
    r"\b((?i:nsec1|secret-(extended|spending)-key)|ms1[0-9a-z]{12}|MS1[0-9A-Z]{12}|(?i:ms1)[0-9A-Za-z]{34})"
)
"""Nostr's NIP-19, Zcash's ZIP-32, BIP-93's codex32; of those in one case, or longer than Litecoin's ``MS1…``."""


def find_secret(text: str) -> str | None:
    """Return what kind of secret a text holds, or None; never any part of it."""
    if _is_plain_address(text):
        return None
    if _holds_seed_phrase(text):
        return "a seed phrase"
    if BECH32_SECRETS.search(text):
        return "a private key"
    joined = _join(text)
    if any(len(run) in RAW_KEY_DIGITS for run in HEX_RUNS.findall(joined)):
        return "a private key (or the id of a transaction)"
    return next((kind for kind in map(_kind_of_run, _base58_runs({text, joined})) if kind), None)


def may_hold_secret(text: str) -> bool:
    """Whether a text must not be shown: it holds a secret, or something long that could be part of one."""
    if _is_plain_address(text) or ETHEREUM_ADDRESS.fullmatch(text):
        return False
    joined = _join(text)
    long = len(joined) > LONGEST_ADDRESS or HEX_RUNS.search(joined) or len(text.split()) > MOST_WORDS
    return bool(long) or find_secret(text) is not None


def _is_plain_address(text: str) -> bool:
    """Whether a text is no secret, whatever it looks like: of a known prefix, or right by its own checksum."""
    return is_plain_bech32(text) or is_plain_cashaddr(text) or is_witness_address(text)


def _join(text: str) -> str:
    """Return a text without the white space that a line break or a careful writer put into it."""
    return "".join(text.split())


def _base58_runs(texts: set[str]) -> Iterator[str]:
    return (match.group() for text in texts for match in BASE58_RUNS.finditer(text))


def _holds_seed_phrase(text: str) -> bool:
    """Whether there are twelve words; a text without separators is one word, an address has none between."""
    separated = len(re.split(r"[\s,;|/._-]+", text)) >= SEED_WORDS
    words = [word for word in WORD_SEPARATORS.split(text) if word]
    return separated and len(words) >= SEED_WORDS


def _kind_of_run(run: str) -> str | None:
    if _is_encrypted_key(run):
        return "an encrypted private key (BIP-38)"
    if is_extended_private_key(run):
        return "an extended private key"
    if _is_private_key(run) or _is_mini_key(run):
        return "a private key"
    return None


def _is_encrypted_key(run: str) -> bool:
    """Whether a run begins with 6P and has about the 58 characters of BIP-38."""
    return run.startswith("6P") and 56 <= len(run) <= 60


def _is_private_key(run: str) -> bool:
    payload = decode_base58(run)
    return len(run) in PRIVATE_KEY_LENGTHS if payload is None else len(payload) in PRIVATE_KEY_BYTES


def _is_mini_key(run: str) -> bool:
    return run.startswith("S") and len(run) in MINI_KEY_LENGTHS
