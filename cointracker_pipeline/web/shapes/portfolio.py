"""The portfolio, as the API gives it."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

from cointracker_pipeline.web.shapes.values import Amount, Coins, Digits, Shape, Tag, Worth


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


class HeldToken(Shape):
    """What all your wallets of one chain hold of a token; symbol and name are its own words."""

    chain: str = Field(examples=["ethereum"])
    token_address: str = Field(examples=["0xdac17f958d2ee523a2206206994597c13d831ec7"])
    symbol: str = Field(examples=["USDT"])
    name: str = Field(examples=["Tether USD"])
    decimals: int | None = Field(description="Null where the token does not tell.", examples=[6])
    wallets: int
    proven_wallets: int
    balance: Digits = Field(examples=["1500000"])
    balance_tokens: Coins = Field(
        description="In whole tokens, with every decimal place; base units where these are untold.",
        examples=["1.500000"],
    )
    worth: None = Field(description="Null: no prices of tokens are known.")
    transfer_count: int


class Portfolio(Shape):
    """What your synced wallets hold, by chain and by token, and what all of it is worth."""

    worth: Worth | None = Field(description="The sum of the worth that is known; null where none is, which is not 0.")
    currency: Literal["USD"] = "USD"
    wallets: int
    unpriced_wallets: int = Field(description="Wallets that hold something of which no price is known.")
    unpriced_chains: list[str] = Field(
        description="The chains of these: their coins are missing in `worth`. Tokens always are.", examples=[["zcash"]]
    )
    unsynced_wallets: int
    chains: list[Holding]
    tokens: list[HeldToken]


class HeldRow(Shape):
    """A row of the portfolio as a file: a coin, whose token's address is null, or a token."""

    chain: str
    token_address: str | None
    symbol: str
    wallets: int
    proven_wallets: int
    balance: Digits
    balance_coins: Coins
    pending: Digits | None
    worth: Worth | None
    transaction_count: int


class PortfolioFilters(BaseModel):
    """Of which wallets."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tag: Tag | SkipJsonSchema[None] = None
