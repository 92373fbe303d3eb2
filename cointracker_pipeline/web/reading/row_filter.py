"""Which of a wallet's transactions a person wants to see, from the query of a URL and back into one."""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Literal
from urllib.parse import urlencode

from cointracker_pipeline.errors import InputError
from cointracker_pipeline.storage.warehouse import RowKey, Sought

_MOST_COINS = Decimal(10) ** 20


@dataclass(frozen=True, slots=True)
class RowFilter:
    """What was typed into the form above the transactions; ``least`` is in coins."""

    direction: Literal["", "in", "out"] = ""
    first_day: str = ""
    last_day: str = ""
    least: str = ""

    def to_sought(self, decimals: int) -> Sought:
        """Return it as the warehouse takes it. Raises: InputError for what is no day or no amount."""
        return Sought(
            self.direction or None,
            _parse_day(self.first_day),
            _parse_day(self.last_day),
            _parse_least(self.least, decimals),
        )

    def to_query(self, **more: str) -> str:
        """Return it as the query of a URL, with what else is given and without what is empty."""
        typed = {"direction": self.direction, "from": self.first_day, "to": self.last_day, "least": self.least}
        return urlencode({name: value for name, value in (typed | more).items() if value})


def write_key(key: RowKey) -> str:
    """Return a row's place as a word for a URL."""
    return base64.urlsafe_b64encode(json.dumps([key.block_height, key.tx_hash, key.part]).encode()).decode().rstrip("=")


def read_key(word: str) -> RowKey | None:
    """Return the place that a URL tells, ``None`` for the beginning. Raises: InputError for any other word."""
    if not word:
        return None
    try:
        height, tx_hash, part = json.loads(base64.urlsafe_b64decode(word + "=" * (-len(word) % 4)))
    except (binascii.Error, ValueError, TypeError):
        height = tx_hash = part = 0
    if not (isinstance(tx_hash, str) and isinstance(part, str) and _is_height(height)):
        raise InputError("This does not tell where a page begins; go back to the newest transactions.")
    return RowKey(height, tx_hash, part)


def _is_height(value: object) -> bool:
    return value is None or (type(value) is int and 0 <= value < 2**62)


def _parse_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        raise InputError("A day is written like 2026-01-31.") from None


def _parse_least(text: str, decimals: int) -> int | None:
    """Return an amount of coins in base units, rounded up: what is smaller is not sought."""
    cleaned = text.strip().replace(" ", "").replace("_", "")
    if not cleaned:
        return None
    try:
        coins = Decimal(cleaned)
    except InvalidOperation:
        coins = Decimal(-1)
    if not (coins.is_finite() and 0 <= coins < _MOST_COINS):
        raise InputError("The smallest amount is a number of coins, such as 0.5.")
    units = coins.scaleb(decimals)
    return int(units) + (units != int(units))
