"""Recovery codes as people write them down and type them."""

_GROUP = 4


def show_code(code: str) -> str:
    """Return a code in groups, so that it is copied by hand without a slip."""
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def plain_code(typed: str) -> str:
    """Return what was typed as the code that was made: without groups and spaces, in small letters."""
    return "".join(letter for letter in typed.lower() if letter.isalnum())
