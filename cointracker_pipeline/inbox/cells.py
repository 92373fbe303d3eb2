"""Rules for single cells: what is cleaned away, how tags are divided, which numbers were once addresses."""

import re
import unicodedata

from cointracker_pipeline.inbox.limits import (
    MAX_LABEL_CHARACTERS,
    MAX_NOTE_CHARACTERS,
    MAX_OWNER_CHARACTERS,
    MAX_TAG_CHARACTERS,
    MAX_TAGS,
)

_JOINERS = "\u200c\u200d"  # emoji and Persian words are written with them; every other invisible mark goes
_INVISIBLE = ("Cc", "Cf", "Cs")
_EXCEL_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?E[+-]\d+", re.IGNORECASE)


def clean_text(text: str) -> str:
    """Return the text in one line without control or invisible characters, and with single spaces."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    visible = (
        character
        for character in " ".join(text.split())
        if character in _JOINERS or unicodedata.category(character) not in _INVISIBLE
    )
    return " ".join("".join(visible).split())


def parse_label(text: str) -> tuple[str, str]:
    """Return the label and, where it had to be shortened, a note that says so."""
    return _cut(clean_text(text), "label", MAX_LABEL_CHARACTERS)


def parse_owner(text: str) -> tuple[str, str]:
    """Return the owner and, where it had to be shortened, a note that says so; case is kept and counts."""
    return _cut(clean_text(text), "owner", MAX_OWNER_CHARACTERS)


def parse_note(text: str) -> tuple[str, str]:
    """Return the note and, where it had to be shortened, a note that says so."""
    return _cut(clean_text(text), "note", MAX_NOTE_CHARACTERS)


def parse_tags(text: str) -> tuple[tuple[str, ...], str]:
    """Return the tags, each once and in their order, and a note where any were shortened or left out."""
    given = (clean_text(tag) for tag in re.split(r"[,;|\r\n]", text))
    whole = [tag for tag in given if tag]
    tags = tuple(dict.fromkeys(tag[:MAX_TAG_CHARACTERS].rstrip() for tag in whole))
    if len(tags) <= MAX_TAGS and all(len(tag) <= MAX_TAG_CHARACTERS for tag in whole):
        return tags, ""
    note = f"Only the first {MAX_TAGS} tags are kept, each cut to {MAX_TAG_CHARACTERS} characters."
    return tags[:MAX_TAGS], note


def is_excel_number(text: str) -> bool:
    """Whether a spreadsheet program turned the cell into a rounded number such as ``1.23E+30``."""
    return _EXCEL_NUMBER.fullmatch(text) is not None


def _cut(text: str, meaning: str, most: int) -> tuple[str, str]:
    if len(text) <= most:
        return text, ""
    return text[:most].rstrip(), f"The {meaning} was cut to {most} characters."
