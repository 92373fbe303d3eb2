"""Transactions, as the API gives them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from cointracker_pipeline.web.shapes.values import (
    Amount,
    Chain,
    Coins,
    Filters,
    Shape,
    Since,
    Tag,
    Until,
    WalletId,
    Worth,
    cursor_of,
)


class Transaction(Shape):
    """One row of a wallet's history; on Ethereum each call and each fee is a row, told apart by `part`."""

    wallet_id: str = Field(examples=["bitcoin:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"])
    chain: str = Field(examples=["bitcoin"])
    tx_hash: str = Field(examples=["4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b"])
    part: str = Field(examples=[""])
    block_height: int | None = Field(description="Null while it is unconfirmed.", examples=[0])
    block_time: datetime
    balance_change: Amount = Field(examples=["5000000000"])
    balance_change_coins: Coins = Field(examples=["50.00000000"])
    symbol: str = Field(examples=["BTC"])
    exact: bool = Field(description="False while the amount is rounded.")
    price: Worth | None = Field(description="Of one coin on that day; null where none is known.")
    worth: Worth | None = Field(description="At that day's price; null where none is known.")
    currency: Literal["USD"] = "USD"


class Transactions(Shape):
    """A page of transactions; `next` is the path of the next one, null on the last."""

    items: list[Transaction]
    next: str | None


_Direction = Annotated[Literal["in", "out"], Field(description="What came, or what went.")]


class WalletTransactionFilters(Filters):
    """Which transactions of one wallet; the newest come first."""

    since: Since | SkipJsonSchema[None] = None
    until: Until | SkipJsonSchema[None] = None
    direction: _Direction | SkipJsonSchema[None] = None
    tx_hash: Annotated[str, Field(pattern=r"^[0-9A-Za-z]*$", max_length=100, description="How hashes begin.")] = ""
    cursor: str | SkipJsonSchema[None] = cursor_of("wallet-transactions")


class TransactionFilters(Filters):
    """Which transactions of all your wallets: each wallet's in turn, the oldest first."""

    since: Since | SkipJsonSchema[None] = None
    until: Until | SkipJsonSchema[None] = None
    chain: Chain | SkipJsonSchema[None] = None
    tag: Tag | SkipJsonSchema[None] = None
    wallet_id: Annotated[list[WalletId], Field(max_length=100, description="Only these of your wallets.")] = Field(
        default_factory=list
    )
    cursor: str | SkipJsonSchema[None] = cursor_of("transactions")
