"""A transaction as one wallet sees it."""

from datetime import datetime
from typing import NamedTuple


class Transaction(NamedTuple):
    """What one transaction did to one wallet.

    ``block_height`` is ``None`` while unconfirmed; ``block_time`` is UTC without a zone; ``balance_change`` is
    signed, in base units. A hash alone is not unique on bitcoin (two coinbase hashes exist in two blocks each):
    rows are keyed by (wallet, hash, part, height). ``part`` tells rows of one transaction apart on chains where a
    wallet can have several; it is empty on Bitcoin-like chains. A tuple, because a page has thousands and a frozen
    dataclass takes two and a half times as long to make.
    """

    tx_hash: str
    block_height: int | None
    block_time: datetime
    balance_change: int
    part: str = ""


def count_confirmations(tip_height: int | None, block_height: int | None) -> int | None:
    """Return ``tip - height + 1``; 0 while unconfirmed, ``None`` while the tip is unknown."""
    if block_height is None:
        return 0
    if not tip_height:
        return None
    return max(0, tip_height - block_height + 1)
