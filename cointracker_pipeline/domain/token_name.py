"""Names of tokens: anybody may put anything there, so what people see of one can do no harm."""

import unicodedata

MOST_CHARACTERS = 64
_FORMULA = "=+-@"
_MARKUP = str.maketrans("<>", "\u2039\u203a")


def clean_name(text: str) -> str:
    """Return a name on one line, short, without what is invisible, looks like markup, or begins a formula.

    It may be empty. A name that begins like a spreadsheet's formula gets an apostrophe in front: it is then text.
    """
    visible = "".join(" " if one.isspace() else one for one in text if one.isspace() or not is_invisible(one))
    line = " ".join(visible.translate(_MARKUP).split())
    quoted = f"'{line}" if line[:1] and line[0] in _FORMULA else line
    return quoted if len(quoted) <= MOST_CHARACTERS else f"{quoted[: MOST_CHARACTERS - 1]}…"


def is_invisible(character: str) -> bool:
    """Return whether a character is a control, a format mark (writing directions among them), or none at all."""
    return unicodedata.category(character)[0] == "C"
