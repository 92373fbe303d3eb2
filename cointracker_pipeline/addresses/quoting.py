"""Shows what a person gave in a message, unless any part of it could be a secret."""

from cointracker_pipeline.addresses.private_keys import may_hold_secret

LONGEST_SHOWN = 44
"""Most addresses whole, and enough of the others to find them again in a spreadsheet."""

LONGEST_EXAMINED = 1000
"""Longer texts are never shown, so they are not examined either."""


def quote(text: str) -> str:
    """Return a text in quotes, cut to 44 characters, to begin a sentence with.

    It is "This text" when any part of it could be a secret.
    """
    if len(text) > LONGEST_EXAMINED or not (text.isascii() and text.isprintable()) or may_hold_secret(text):
        return "This text"
    return f'"{text}"' if len(text) <= LONGEST_SHOWN else f'"{text[: LONGEST_SHOWN - 1]}…"'
