"""Prices, as the API gives them."""

from datetime import date
from typing import Annotated

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from cointracker_pipeline.web.shapes.values import Chain, Filters, Shape, Since, Until, Worth, cursor_of


class Price(Shape):
    """What one coin was worth on a UTC day."""

    chain: str = Field(examples=["bitcoin"])
    currency: str = Field(examples=["USD"])
    day: date
    price: Worth = Field(description="Of one coin.", examples=["62000.00"])
    source: str


class Prices(Shape):
    """A page of prices, the newest day first; `next` is the path of the next one, null on the last."""

    items: list[Price]
    next: str | None


_Currency = Annotated[str, Field(pattern="^[A-Za-z]{3,10}$", examples=["USD"], description="In one currency alone.")]


class PriceFilters(Filters):
    """Which prices, of the chains of your wallets."""

    chain: Chain | SkipJsonSchema[None] = None
    currency: (
        Annotated[str, Field(pattern="^[A-Za-z]{3,10}$", examples=["USD"], description="In one currency alone.")]
        | SkipJsonSchema[None]
    ) = None
    since: Since | SkipJsonSchema[None] = None
    until: Until | SkipJsonSchema[None] = None
    cursor: str | SkipJsonSchema[None] = cursor_of("prices")
