"""The portfolio, as the API gives it."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

from cointracker_pipeline.web.shapes.values import Amount, Coins, Shape, Tag, Worth


class Holding(Shape):
    """What all your wallets of one chain hold together."""

    chain: str = Field(examples=["bitcoin"])
    symbol: str = Field(examples=["BTC"])
    wallets: int
    proven_wallets: int
    balance: Amount = Field(examples=["5000000000"])
    balance_coins: Coins = Field(examples=["50.00000000"])
    pending: Amount = Field(examples=["0"])
    worth: Worth | None = Field(description="Null where no wallet's worth is known.")
    transaction_count: int


class Portfolio(Shape):
    """What your synced wallets hold, by chain, and what all of it is worth."""

    worth: Worth = Field(description="The sum of the worth that is known.")
    currency: Literal["USD"] = "USD"
    wallets: int
    unpriced_wallets: int = Field(description="Wallets that hold something of which no price is known.")
    unsynced_wallets: int
    chains: list[Holding]


class PortfolioFilters(BaseModel):
    """Of which wallets."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tag: Tag | SkipJsonSchema[None] = None
