"""Uploads of spreadsheets, as the API gives them."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from cointracker_pipeline.web.shapes.values import Filters, Shape, cursor_of


class Upload(Shape):
    """A spreadsheet of yours; while it waits in the inbox nothing is decided."""

    upload_id: str = Field(description="The SHA-256 of its content.")
    file_name: str
    state: Literal["waiting", "taken", "rejected"]
    accepted: int | None = Field(description="How many rows were accepted.")
    refused: int | None = Field(description="How many rows were refused.")
    uploaded_at: datetime
    path: str


class Uploads(Shape):
    """A page of uploads, the newest first; `next` is the path of the next one, null on the last."""

    items: list[Upload]
    next: str | None


class UploadFilters(Filters):
    """Which uploads."""

    cursor: str | None = cursor_of("uploads")


class RowFate(Shape):
    """What became of one row; `line` is null for what is told of the whole file."""

    line: int | None
    outcome: str = Field(examples=["added"])
    chain: str
    address: str = Field(description="As it was given.")
    wallet_id: str
    reason: str


class UploadDetails(Upload):
    """A spreadsheet, and what became of each of its rows."""

    rows: list[RowFate]
