"""Balances by day, as the API gives them."""

from datetime import date
from typing import Literal

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from cointracker_pipeline.web.shapes.values import Amount, Coins, Filters, Shape, Since, Until, Worth, cursor_of


class DailyBalance(Shape):
    """What a wallet held at the end of a UTC day on which it moved."""

    day: date
    balance: Amount = Field(examples=["5000000000"])
    balance_coins: Coins = Field(examples=["50.00000000"])
    balance_change: Amount = Field(examples=["5000000000"])
    transaction_count: int
    symbol: str = Field(examples=["BTC"])
    price: Worth | None = Field(description="Of one coin on that day; null where none is known.")
    worth: Worth | None = Field(description="Of the balance at that day's price; null where none is known.")
    currency: Literal["USD"] = "USD"


class DailyBalances(Shape):
    """A page of days, the newest first; `next` is the path of the next one, null on the last."""

    items: list[DailyBalance]
    next: str | None


class BalanceFilters(Filters):
    """Which days."""

    since: Since | SkipJsonSchema[None] = None
    until: Until | SkipJsonSchema[None] = None
    cursor: str | SkipJsonSchema[None] = cursor_of("balances")
