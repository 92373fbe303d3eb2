"""Pages: which rows are asked for, and what an answer says of those it has."""

from dataclasses import dataclass

from cointracker_pipeline.blockchair.envelope import Envelope


@dataclass(frozen=True, slots=True)
class Window:
    """The rows of an address to ask for, newest first."""

    offset: int
    limit: int
    confirmed_only: bool


def tip_of(envelope: Envelope) -> int:
    """Return the best known height; 0 and none both mean that the server does not know it, a ValueError."""
    if not envelope.state or envelope.state < 0:
        raise ValueError("it does not say up to which block it speaks (context.state)")
    return envelope.state


def checked_offset(envelope: Envelope, asked: int) -> int:
    """Return where the page starts. Raises: ValueError when that is elsewhere than asked."""
    if envelope.offset not in (None, asked):
        raise ValueError(f"it starts at row {envelope.offset} instead of row {asked}")
    return asked


def applied_limit(envelope: Envelope, asked: int, row_count: int) -> int:
    """Return how many rows the server lets a page have. Raises: ValueError when there are more than asked for."""
    if row_count > asked:
        raise ValueError(f"it has {row_count} rows, {asked} were asked for")
    applied = asked if envelope.limit is None else min(asked, envelope.limit)
    return applied if row_count <= applied else asked
