"""How far a wallet's history is stored, and how one more page changes that: pure rules, no I/O.

A history is read newest first, page by page, from the tip down: a walk. A walk ends where the history ends or
where it meets rows that can no longer change (``stop_height``). Each page is stored together with the cursor, so
a walk that is killed goes on with the page after the last one stored.

Heights above ``floor_height`` are completely read. The block at the floor itself may straddle two pages, and
arrivals push rows down so that a page begins with rows that are already stored: rows at or above the floor are
added where they are missing, rows below it replace what was stored there before.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cointracker_pipeline.domain.history import HistoryPage
from cointracker_pipeline.domain.transaction import Transaction

OVERLAP_ROWS = 10
"""Rows that two neighbouring pages share: a page must begin with a known row, or rows above it have left."""


STEP_BACK_ROWS = 1_000
"""How far a walk goes back when its next page does not meet the rows already read."""


def choose_overlap(rows_left: int | None, page_limit: int) -> int:
    """Return how many rows the next page shows again, given how many are not read: fewer where they cost a page.

    A page that shows none again is taken only if no block was found since the walk began.
    """
    if rows_left is None or rows_left <= 0:
        return OVERLAP_ROWS
    pages = -(-rows_left // page_limit)
    return min(OVERLAP_ROWS, (pages * page_limit - rows_left) // pages)


@dataclass(frozen=True, slots=True)
class Walk:
    """A walk that has not reached its end; ``floor_height`` is ``None`` before its first page.

    ``rows_read`` is the position in the confirmed, newest-first list up to which rows are stored.
    """

    tip_height: int
    stop_height: int
    floor_height: int | None
    rows_read: int


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the next read of a wallet starts.

    ``complete_height`` is the tip at which the whole history was last stored, ``None`` before the first time.
    ``reachable`` turns false when the API cannot show the wallet's oldest rows.
    """

    wallet_id: str
    complete_height: int | None = None
    reachable: bool = True
    walk: Walk | None = None

    def restarted(self) -> "Cursor":
        """Return the cursor of a wallet whose whole history is to be read again; stored rows stay until replaced."""
        return Cursor(self.wallet_id)


@dataclass(frozen=True, slots=True)
class Step:
    """What one page changes in the store; all of it belongs in one transaction.

    Stored rows with ``replace_from <= height < replace_below`` leave (``None`` is without end), then ``rows`` at
    or above ``replace_below`` are added where missing and all others added. ``pending`` replaces the unconfirmed
    rows, ``None`` keeps them. ``finished`` says that the walk reached its end.
    """

    cursor: Cursor
    rows: tuple[Transaction, ...]
    replace_from: int
    replace_below: int | None
    pending: tuple[Transaction, ...] | None
    finished: bool


def advance(cursor: Cursor, page: HistoryPage, *, reorg_limit: int, is_end: bool) -> Step:
    """Return what one page changes. ``is_end`` says that no older page can be asked for.

    A page that does not meet the rows already read (rows above it left the chain) changes no row and moves the
    walk back, so that no gap is ever stored.
    """
    walk = cursor.walk or begin_walk(cursor, page.tip_height, reorg_limit)
    # A page may come from a backend that lags: what it shows is final only as far as that one knows.
    seen, walk = walk, replace(walk, tip_height=min(walk.tip_height, page.tip_height))
    heights = page.heights
    pending = None if page.summary.confirmed_only else page.pending
    if _leaves_gap(seen, page, heights):
        return _step_back(cursor, walk)
    if (
        not heights and not page.is_last and page.shared_floor is None
    ):  # as many are waiting as a page holds: nothing is known of the rest yet
        return Step(replace(cursor, walk=walk), (), 0, 0, pending, finished=False)
    lowest = min(heights, default=-1) if page.shared_floor is None else page.shared_floor
    finished = page.is_last or lowest <= walk.stop_height or is_end
    complete = page.is_last or lowest <= walk.stop_height
    replace_from = walk.stop_height + 1 if complete else max(lowest, walk.stop_height + 1)
    rows = page.confirmed_from(replace_from)
    floor = replace_from if walk.floor_height is None else min(walk.floor_height, replace_from)
    read = sum(height >= lowest for height in heights)
    onward = replace(walk, floor_height=floor, rows_read=page.offset + read)
    after = (
        Cursor(cursor.wallet_id, walk.tip_height, complete and cursor.reachable, None)
        if finished
        else replace(cursor, walk=onward)
    )
    return Step(after, rows, replace_from, walk.floor_height, pending, finished)


def begin_walk(cursor: Cursor, tip_height: int, reorg_limit: int) -> Walk:
    """Return a walk from the tip down to what can no longer change since the last complete one."""
    stop = -1 if cursor.complete_height is None else max(-1, cursor.complete_height - reorg_limit)
    return Walk(tip_height, stop, None, 0)


def _leaves_gap(walk: Walk, page: HistoryPage, heights: Sequence[int]) -> bool:
    if walk.floor_height is None or walk.rows_read == 0:
        return False
    if page.offset == walk.rows_read and page.tip_height == walk.tip_height:  # nothing can have moved
        return False
    return not heights or max(heights) < walk.floor_height


def _step_back(cursor: Cursor, walk: Walk) -> Step:
    """Go back some rows, or begin the walk anew where that reaches the newest row."""
    position = walk.rows_read - STEP_BACK_ROWS
    back = replace(walk, rows_read=position) if position > 0 else None
    return Step(replace(cursor, walk=back), (), 0, 0, None, finished=False)
