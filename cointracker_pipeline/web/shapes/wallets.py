"""Wallets, as the API takes and gives them."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

from cointracker_pipeline.storage.registry.wallet_states import WalletState
from cointracker_pipeline.web.shapes.values import (
    Amount,
    Chain,
    Coins,
    Filters,
    Given,
    Line,
    Shape,
    Tag,
    Text,
    WalletId,
    Word,
    Worth,
    cursor_of,
)

Label = Annotated[Line, Field(max_length=200, examples=["Savings"])]
Owner = Annotated[Line, Field(max_length=100, examples=["Ann"])]
Note = Annotated[Text, Field(max_length=2000, examples=["Hardware wallet in the safe."])]
Tags = Annotated[list[Word], Field(max_length=50, examples=[["cold"]])]

_STATE = (
    "How it stands: `not proven` differs from the chain. No row is missing where some amounts are rounded so far, "
    "which is `not exact yet`, or where part of the balance has no rows, which is `partly unexplained`."
)

_NEW: Any = {
    "wallets": [{"wallet_id": "bitcoin:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "label": "Genesis", "tags": ["old"]}]
}


class Wallet(Shape):
    """A wallet of yours: what you say of it, and its figures, which are null before the first sync."""

    wallet_id: str = Field(examples=["bitcoin:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"])
    chain: str = Field(examples=["bitcoin"])
    address: str = Field(examples=["1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"])
    label: str
    tags: list[str]
    owner: str
    note: str
    added_at: datetime
    state: WalletState = Field(description=_STATE, examples=["proven"])
    error: str = Field(description="Why the latest sync failed; empty otherwise.")
    symbol: str = Field(examples=["BTC"])
    balance: Amount | None = Field(examples=["5000000000"])
    balance_coins: Coins | None = Field(examples=["50.00000000"])
    pending: Amount | None = Field(description="The sum of unconfirmed changes, in base units.", examples=["0"])
    worth: Worth | None = Field(examples=["3100000.00"])
    currency: Literal["USD"] = "USD"
    proven: bool = Field(description="The sum of all changes is the balance that the chain tells.")
    complete: bool
    transaction_count: int | None
    checked_at: datetime | None = Field(description="When the chain was last asked.")
    newest_at: datetime | None = Field(description="The time of the newest transaction.")


class Wallets(Shape):
    """A page of wallets; `next` is the path of the next one, null on the last."""

    items: list[Wallet]
    next: str | None


class WalletFilters(Filters):
    """Which wallets, in which order."""

    chain: Chain | SkipJsonSchema[None] = None
    tag: Tag | SkipJsonSchema[None] = None
    state: Annotated[WalletState, Field(description=_STATE)] | SkipJsonSchema[None] = None
    q: Annotated[Line, Field(max_length=200, description="Part of a label or an address.")] = ""
    sort: Literal["label", "chain", "balance", "worth", "transactions", "synced", "added"] = Field(
        default="added", description="By what; a cursor keeps the order of its page."
    )
    order: Literal["asc", "desc"] = Field(default="asc", description="Upwards or downwards.")
    cursor: str | SkipJsonSchema[None] = cursor_of("wallets")


class NewWallet(Given):
    """A wallet to track; one that is yours already takes over what is not empty here."""

    wallet_id: WalletId
    label: Label = ""
    tags: Tags = Field(default_factory=list)
    owner: Owner = ""
    note: Note = ""


class NewWallets(Given):
    """Wallets to track: all of them, or none when one of them cannot be used."""

    model_config = ConfigDict(json_schema_extra={"examples": [_NEW]})

    wallets: list[NewWallet] = Field(min_length=1, max_length=1000)


class AddedWallet(Shape):
    """What became of one of them."""

    wallet_id: str
    added: bool = Field(description="It is new to you; its first sync is asked for where it is new to everybody.")
    path: str = Field(examples=["/api/wallets/bitcoin:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"])


class AddedWallets(Shape):
    """What became of wallets that were sent, in their order."""

    items: list[AddedWallet]


class WalletChange(Given):
    """What you say of a wallet from now on; what is left out stays."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"label": "Savings", "tags": ["cold"]}]})

    label: Label = ""
    tags: Tags = Field(default_factory=list)
    owner: Owner = ""
    note: Note = ""


class SyncOrder(Given):
    """How a wallet is to be synced: what is new, or with `full` its whole history again."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"full": False}]})

    full: bool = False


class SyncAsked(Shape):
    """A sync that was asked for; asked for twice while it waits, it is one."""

    request_id: int
    wallet_id: str
    full: bool
    path: str = Field(description="Where its progress is told.", examples=["/api/runs?wallet_id=bitcoin:1A1z…"])
