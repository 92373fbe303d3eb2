"""Reorganisations: the newest blocks are given up, and what was in them has another fate."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from cointracker_pipeline.errors import InputError
from cointracker_pipeline.sandbox.changes import forget_unpaid
from cointracker_pipeline.sandbox.draws import make_digest
from cointracker_pipeline.sandbox.rows import UNCONFIRMED, Row
from cointracker_pipeline.sandbox.world import ChainState

Fate = Literal["drop", "move", "replace", "unconfirm"]
"""What a reorganisation does to rows: gone, in another block, another hash in the same block, or waiting again."""


def reorganise(
    chain: ChainState, depth: int, fate: Fate = "move", blocks: int | None = None, only: Sequence[str] = ()
) -> int:
    """Give up the newest ``depth`` blocks for a branch of ``blocks`` (one more, by default).

    Returns how many rows were touched; ``only`` limits the fate to these hashes, other rows stay as they are.
    Raises: InputError when the branch cannot be.
    """
    length = depth + 1 if blocks is None else blocks
    if not 0 < depth < chain.height or length < 1:
        raise InputError(f"A reorganisation needs a depth from 1 to {chain.height - 1} and a block at least.")
    fork = chain.height - depth
    chain.clock = replace(chain.clock, forks=(*chain.clock.forks, fork))
    chain.height = fork + length
    return sum(_rewrite(chain, address, fork, length, fate, set(only)) for address in list(chain.histories))


def _rewrite(chain: ChainState, address: str, fork: int, length: int, fate: Fate, only: set[str]) -> int:
    """Put an address's rows above the fork where the new branch has them, in the order they had."""
    history = chain.histories[address]
    popped = history.pop_above(fork)
    touched = 0
    for row in popped:
        chosen = not only or row.tx_hash in only
        touched += chosen
        new = _new_row(chain, row, fork, length, fate if chosen else "keep")
        if new is None:
            continue
        if new.block_id == UNCONFIRMED or history.totals(latest=True).plus([new]).balance < 0:
            history.pending.append(new._replace(block_id=UNCONFIRMED))
        else:
            history.append(new)
    forget_unpaid(history)
    return touched


def _new_row(chain: ChainState, row: Row, fork: int, length: int, fate: Fate | Literal["keep"]) -> Row | None:
    """Return a row as the new branch has it; the same for every address it touches."""
    if fate == "drop":
        return None
    if fate == "unconfirm":
        return row._replace(block_id=UNCONFIRMED)
    height = min(row.block_id, fork + length)
    tx_hash = row.tx_hash
    if fate == "move":
        height = min(row.block_id + 1, fork + length)
    if fate == "replace":
        tx_hash = make_digest(row.tx_hash, len(chain.clock.forks)).hex()
    return row._replace(block_id=height, tx_hash=tx_hash, time=chain.clock.time_of(height))
