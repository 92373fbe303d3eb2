"""The kinds of values that shapes are made of."""

import re
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Amount = Annotated[str, Field(pattern=r"^-?[0-9]+$", description="In base units, such as satoshi or wei: exact.")]
Digits = Annotated[
    str, Field(pattern=r"^-?[0-9]+$", description="In base units, of any size: no database may have such numbers.")
]
Coins = Annotated[str, Field(pattern=r"^-?[0-9]+(\.[0-9]+)?$", description="In coins, with every decimal place.")]
Worth = Annotated[
    str, Field(pattern=r"^-?[0-9]+\.[0-9]+$", description="In the currency named beside it; null without a price.")
]

_CONTROL = r"\x00-\x1f\x7f"
Line = Annotated[str, Field(pattern=rf"^[^{_CONTROL}]*$")]
"""Text of one line."""
Text = Annotated[str, Field(pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$")]
"""Text that may have several lines."""
Word = Annotated[
    str, Field(pattern=rf"^[^\s{_CONTROL}]([^{_CONTROL}]*[^\s{_CONTROL}])?$", min_length=1, max_length=100)
]
"""Text of one line without space around it."""

WalletId = Annotated[
    str,
    Field(
        min_length=3,
        max_length=200,
        description="Chain and address, or extended public key; any spelling of an address that its chain knows.",
        json_schema_extra={"format": "wallet-id"},
        examples=["bitcoin:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"],
    ),
]

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _check_day(value: object) -> object:
    """A number is no day, though it could be seconds since 1970."""
    if isinstance(value, str) and not _DAY.fullmatch(value):
        raise ValueError("a day looks like 2026-01-31")
    return value


Day = Annotated[date, BeforeValidator(_check_day)]

Since = Annotated[Day, Field(description="The first UTC day.")]
Until = Annotated[Day, Field(description="The last UTC day.")]
Chain = Annotated[Line, Field(max_length=50, examples=["bitcoin"], description="Of one chain alone.")]
Tag = Annotated[Word, Field(description="Only wallets with this tag.")]

PATTERN_OF_NUMBER = re.compile(r"-?[0-9]+")


def _check_integer(value: object) -> object:
    """``1.0`` is no integer, though it could be taken for one."""
    if isinstance(value, str) and not PATTERN_OF_NUMBER.fullmatch(value):
        raise ValueError("this is a whole number in digits")
    return value


Limit = Annotated[
    int,
    Field(ge=1, le=500, description="How many items a page has at most."),
    BeforeValidator(_check_integer),
]


class Shape(BaseModel):
    """What the API gives."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Given(BaseModel):
    """What the API takes: a name that it does not know is refused, it may be mistyped."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Filters(BaseModel):
    """What a list is asked for; a name that it does not know is refused, it may be mistyped."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    limit: Limit = 50


def cursor_of(kind: str) -> Any:
    """Return the field for where a page of a kind of list begins."""
    return Field(
        default=None,
        max_length=1000,
        description="Where the page begins: taken from `next` of the page before.",
        json_schema_extra={"format": f"{kind}-cursor"},
    )
