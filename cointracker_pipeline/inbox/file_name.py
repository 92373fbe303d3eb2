"""A file's name as messages show it."""

from pathlib import Path


def show_name(path: Path) -> str:
    """Return the name in one printable line: a line break, say, is written as a backslash and ``n``."""
    return "".join(character if character.isprintable() else _escape(character) for character in path.name)


def _escape(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
