"""What the child that reads a spreadsheet says to the process that started it: one JSON value a line."""

import msgspec

from cointracker_pipeline.inbox.table import Row


class Begun(msgspec.Struct, tag=True, frozen=True):
    """The table was found; its rows follow."""

    header: tuple[str, ...]


class Piece(msgspec.Struct, tag=True, frozen=True):
    """Some of the rows, in their order."""

    rows: tuple[Row, ...]


class Ended(msgspec.Struct, tag=True, frozen=True):
    """Everything was said; what breaks off before this is no table."""

    rows: int


class Refused(msgspec.Struct, tag=True, frozen=True):
    """The file cannot be read as a table of wallets."""

    reason: str


Message = Begun | Piece | Ended | Refused
"""One line."""
