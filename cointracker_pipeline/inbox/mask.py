"""Keeps private keys and seed phrases out of reports, logs and messages."""

import re
from collections.abc import Callable

from cointracker_pipeline.inbox.cells import clean_text

HIDDEN = "(not shown: it may hold a private key or seed phrase)"
WITHHELD_REASON = (
    "This may hold a private key or seed phrase, which is never needed here: give the address alone. If it does, "
    "remove it from the spreadsheet and its copies; whoever has seen it can spend the coins."
)
_EXAMINED_CHARACTERS = 1_000  # no chain name, address or sensible label comes near; the rest is hidden unread
_SHOWN_CHARACTERS = 150
_BETWEEN_WORDS = re.compile(r"[\s,;|:=\"'()<>\[\]{}]+")


def holds_secret(text: str, is_secret: Callable[[str], bool]) -> bool:
    """Whether a cell, or a word of it, is what ``is_secret`` says is one, or is too long to tell."""
    cleaned = clean_text(text)
    if len(cleaned) > _EXAMINED_CHARACTERS:
        return True
    words = _BETWEEN_WORDS.split(cleaned)
    return any(is_secret(part) for part in dict.fromkeys((cleaned, *words)) if part)


def show_text(text: str, is_secret: Callable[[str], bool]) -> str:
    """Return a cell as it may be shown: one line, not too long, and never a secret."""
    if holds_secret(text, is_secret):
        return HIDDEN
    shown = clean_text(text)
    return shown if len(shown) <= _SHOWN_CHARACTERS else f"{shown[:_SHOWN_CHARACTERS]}…"
