"""Texts that stand in SQL where no parameter can: paths, comments, patterns."""


def quote(text: str) -> str:
    """Return a text as SQL writes it, whatever is in it."""
    return "'" + text.replace("'", "''") + "'"
