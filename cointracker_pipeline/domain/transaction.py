"""A transaction as one wallet sees it."""

from datetime import datetime
from typing import NamedTuple


class Transaction(NamedTuple):
    """What one transaction did to one wallet.

    ``block_height`` is ``None`` while unconfirmed; ``block_time`` is UTC without a zone; ``balance_change`` is
    signed, in base units. A hash alone is not unique on bitcoin (two coinbase hashes exist in two blocks each):
    rows are keyed by (wallet, hash, part, height). ``part`` tells rows of one transaction apart on chains where a
    wallet can have several: empty on Bitcoin-like chains, on Ethereum the index of a call, or ``FEE``. ``exact`` is
    false while of an amount only the first digits are known, or, of a fee, nothing. A tuple, because a page has
    thousands and a frozen dataclass takes two and a half times as long to make.
    """

    tx_hash: str
    block_height: int | None
    block_time: datetime
    balance_change: int
    part: str = ""
    exact: bool = True


FEE = "fee"
"""The part of a transaction that its sender paid for it, as a row of its own."""


_BLOCK = "block:"


def name_block_row(height: int) -> str:
    """Return what stands for the hash of what a block gave without a transaction: a reward, or a genesis balance."""
    return f"{_BLOCK}{height}"


def read_block_row(tx_hash: str) -> int | None:
    """Return the height of a block that stands for a hash, ``None`` for a hash."""
    return int(tx_hash.removeprefix(_BLOCK)) if tx_hash.startswith(_BLOCK) else None


def name_part(index: str, occurrence: int) -> str:
    """Return the part of a call; one block may reward a wallet twice at the same index: ``0``, then ``0#2``."""
    return index if occurrence == 1 else f"{index}#{occurrence}"


def count_confirmations(tip_height: int | None, block_height: int | None) -> int | None:
    """Return ``tip - height + 1``; 0 while unconfirmed, ``None`` while the tip is unknown."""
    if block_height is None:
        return 0
    if not tip_height:
        return None
    return max(0, tip_height - block_height + 1)
