"""Uploads of spreadsheets, as the API gives them."""

from datetime import datetime
from typing import Annotated

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from cointracker_pipeline.web.reading.upload_report import State
from cointracker_pipeline.web.shapes.values import Filters, Shape, cursor_of

UploadId = Annotated[
    str,
    Field(
        pattern=r"^([0-9a-f]{32}(\.[a-z0-9]{1,8})?|[0-9]{1,18})$",
        description="A number is that of a file which the operator dropped into the inbox.",
        examples=["0123456789abcdef0123456789abcdef.csv"],
    ),
]


class Upload(Shape):
    """A spreadsheet of yours; `taken_at` is null while it waits in the inbox and nothing is decided.

    `accepted` and `refused` count its rows, and are null where none were looked at: it waits, cannot be read, or its
    content came before.
    """

    upload_id: UploadId
    file_name: str = Field(examples=["wallets.csv"])
    uploaded_at: datetime
    taken_at: datetime | None
    accepted: int | None
    refused: int | None
    path: str = Field(description="Where what became of its rows is told.")


class Uploads(Shape):
    """A page of uploads, the newest first; `next` is the path of the next one, null on the last."""

    items: list[Upload]
    next: str | None


class UploadFilters(Filters):
    """Which uploads."""

    cursor: str | SkipJsonSchema[None] = cursor_of("uploads")


class RowFate(Shape):
    """What became of one row."""

    line: int
    outcome: str = Field(examples=["added"])
    chain: str
    address: str = Field(description="As it was given.")
    wallet_id: str = Field(description="Empty where the row names no wallet.")
    reason: str = Field(description="Why, where it is not plain.")


class UploadDetails(Upload):
    """A spreadsheet and a page of its rows; `next` is the path of the next page, null on the last."""

    state: State = Field(description="`gone` is an upload that was taken, and whose report is not there any more.")
    reason: str = Field(description="What is told of the file as a whole, where there is something.")
    outcomes: dict[str, int] = Field(description="How many rows there are of each outcome.", examples=[{"added": 2}])
    rows: list[RowFate]
    next: str | None


class RowFilters(Filters):
    """Which rows of an upload."""

    cursor: str | SkipJsonSchema[None] = cursor_of("upload-rows")
