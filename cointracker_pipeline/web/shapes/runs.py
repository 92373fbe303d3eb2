"""Syncs of wallets, as the API gives them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from cointracker_pipeline.web.shapes.values import Coins, Filters, Shape, WalletId, cursor_of

Outcome = Literal["running", "succeeded", "failed", "unchanged", "stopped"]


class Progress(Shape):
    """How far a sync is that goes on; `expected` is null where nobody knows."""

    done: int = Field(description="Rows of the wallet's history that are read.")
    expected: int | None
    rows: int = Field(description="Rows that this sync stored.")
    pages: int
    points: Coins = Field(examples=["1.003"])


class Run(Shape):
    """One wallet's sync; `finished_at` is null while it goes on."""

    run: int = Field(description="Newer ones have higher numbers.")
    wallet_id: str = Field(examples=["bitcoin:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"])
    kind: str = Field(description="`refresh`, or `resync` of the whole history.", examples=["refresh"])
    outcome: Outcome
    error: str = Field(description="Why it failed, and what to do; empty otherwise.")
    rows_added: int
    pages: int
    points: Coins = Field(description="What it cost.", examples=["1.003"])
    progress: Progress | None = Field(description="Told while it goes on; null before anything is known, and after.")
    started_at: datetime
    finished_at: datetime | None
    missing: int | None = Field(description="Rows that were not stored; told by a resync.")
    surplus: int | None = Field(description="Rows that were stored and are not there; told by a resync.")
    changed: int | None = Field(description="Rows that were stored otherwise; told by a resync.")


class Runs(Shape):
    """A page of syncs, the newest first; `next` is the path of the next one, null on the last."""

    items: list[Run]
    next: str | None


class RunFilters(Filters):
    """Which syncs, of your wallets."""

    wallet_id: WalletId | SkipJsonSchema[None] = None
    outcome: Annotated[Outcome, Field(description="How they ended.")] | SkipJsonSchema[None] = None
    cursor: str | SkipJsonSchema[None] = cursor_of("runs")
