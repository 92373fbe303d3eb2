"""Where the next page of a list begins: opaque to programs, and checked when it comes back."""

import base64
import json
from datetime import date

from cointracker_pipeline.errors import InputError

Key = str | int | None

NOT_A_CURSOR = "cursor: this does not tell where a page of this list begins; take the path in `next` as it is."

_LONGEST_INTEGER = 2**63


def make_cursor(kind: str, *keys: Key) -> str:
    """Return a cursor of a kind of list, of what the last row shown is known by."""
    return base64.urlsafe_b64encode(json.dumps([kind, *keys]).encode()).decode().rstrip("=")


def read_cursor(cursor: str, kind: str, *types: type[Key] | tuple[type, ...]) -> tuple[Key, ...]:
    """Return what a cursor was made of.

    Raises: InputError for one of another kind of list, or one that was not made here.
    """
    try:
        told = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True))
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, list) or len(told) != len(types) + 1 or told[0] != kind:
        raise _refused()
    if not all(_is_right(key, one) for key, one in zip(told[1:], types, strict=True)):
        raise _refused()
    return tuple(told[1:])


def read_cursor_with_day(cursor: str | None, kind: str, texts: int = 0) -> tuple[date, list[str]] | None:
    """Return the day and the texts that a cursor was made of, ``None`` without one.

    Raises: InputError as ``read_cursor`` does.
    """
    if cursor is None:
        return None
    day, *others = map(str, read_cursor(cursor, kind, *[str] * (texts + 1)))
    try:
        return date.fromisoformat(day), others
    except ValueError:
        raise _refused() from None


def _is_right(key: object, types: type[Key] | tuple[type, ...]) -> bool:
    if isinstance(key, bool) or not isinstance(key, types):
        return False
    if isinstance(key, str):
        return key.isprintable()
    return key is None or abs(int(str(key))) < _LONGEST_INTEGER


def _refused() -> InputError:
    return InputError(NOT_A_CURSOR)
