"""What to ask next: pure functions from what is known to requests."""

from dataclasses import dataclass

from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.domain.cursor import OVERLAP_ROWS, Cursor

FIRST_LOOK_ROWS = 1_000
"""Rows asked for when only news is expected; the price is the same for any number, the bytes are not."""


@dataclass(frozen=True, slots=True)
class PageRequest:
    """One page of one wallet's history to ask for; ``is_end`` says the API can show nothing older."""

    offset: int
    limit: int
    confirmed_only: bool
    is_end: bool


def plan_page(cursor: Cursor, chain: Blockchain, *, confirmed_only: bool) -> PageRequest:
    """Return the next request of a wallet's walk.

    The first page of a walk includes unconfirmed rows unless ``confirmed_only``: one answer then shows both the
    news and what is pending. Later pages are of confirmed rows only, because an unconfirmed row that vanishes
    would shift them; they begin with rows already stored. So is a first page that is asked for again, when the
    one before was full of unconfirmed rows.
    """
    walk = cursor.walk
    if walk is None or walk.rows_read == 0:
        limit = chain.page_limit if cursor.complete_height is None else min(FIRST_LOOK_ROWS, chain.page_limit)
        return PageRequest(0, limit, confirmed_only or walk is not None, is_end=False)
    offset = min(max(0, walk.rows_read - OVERLAP_ROWS), chain.offset_limit)
    return PageRequest(offset, chain.page_limit, True, is_end=offset >= chain.offset_limit)
