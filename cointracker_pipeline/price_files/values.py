"""Days and numbers as people write them into files, read exactly or refused."""

import re
from datetime import date
from decimal import Decimal

from cointracker_pipeline.domain.price import check_price

_DAY = re.compile(r"(\d{4}-\d\d-\d\d)([T ]\d\d:\d\d(:\d\d(\.\d+)?)?( ?(Z|UTC|\+00:?00))?)?")
_NUMBER = re.compile(r"\d+(\.\d*)?([eE][+-]?\d{1,3})?|\.\d+")
_CURRENCY = re.compile("[A-Z]{3}")
_SHOWN_CHARACTERS = 40


def parse_day(text: str, today: date) -> date:
    """Read a UTC day, ``2024-01-31``; a time of day after it is left out.

    Raises: ValueError with the reason, also for a day that has not come.
    """
    found = _DAY.fullmatch(text.strip())
    try:
        day = date.fromisoformat(found[1]) if found else None
    except ValueError:
        day = None
    if day is None:
        raise ValueError(f"{_show(text)} is not a day; write it as 2024-01-31")
    if day > today:
        raise ValueError(f"{day} is in the future")
    return day


def parse_number(text: str) -> Decimal:
    """Read a price or rate, ``43210.5``, exactly. Raises: ValueError with the reason."""
    stripped = text.strip()
    if not _NUMBER.fullmatch(stripped):
        raise ValueError(f"{_show(text)} is not a number above 0; write it as 43210.5, with a point and nothing else")
    return check_price(Decimal(stripped))


def parse_currency(text: str) -> str:
    """Read a currency's code in any case, ``EUR``. Raises: ValueError with the reason."""
    code = text.strip().upper()
    if not _CURRENCY.fullmatch(code):
        raise ValueError(f"{_show(text)} is not a currency; write its code of three letters, such as USD")
    return code


def _show(text: str) -> str:
    return repr(text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]}…")
