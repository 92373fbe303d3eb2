"""What a block, or what waits, changes for every address (Blockchair API v2.0.80, section State changes)."""

from collections.abc import Mapping
from typing import Protocol

from cointracker_pipeline.sandbox.envelope import Answer, render_answer, render_context
from cointracker_pipeline.sandbox.facts import ChainFacts
from cointracker_pipeline.sandbox.query import RefusedError, check_names
from cointracker_pipeline.sandbox.world import ChainState

BLOCK_COST, MEMPOOL_COST = 5_000, 10_000
"""In millipoints."""

_MEMPOOL_CACHE_SECONDS = 10


class _Standing(Protocol):
    """A chain that stands at a height."""

    height: int

    @property
    def facts(self) -> ChainFacts:
        """What is known of it."""


def answer_block_changes(chain: ChainState, height: str, params: Mapping[str, str], now: float) -> Answer:
    """Answer ``state/changes/block``: an address whose changes cancel out is left out; so is a block not yet found.

    Raises: RefusedError with code 400 for what is no height.
    """
    asked = read_height(height)
    changes = {
        chain.written[key]: sum(row.change for row in history.in_block(asked))
        for key, history in chain.histories.items()
        if asked <= chain.height
    }
    return render_changes(chain, _without_zeros(changes), params, now, BLOCK_COST)


def answer_mempool_changes(chain: ChainState, _: str, params: Mapping[str, str], now: float) -> Answer:
    """Answer ``state/changes/mempool``, which is kept for ten seconds."""
    changes = {
        chain.written[key]: sum(row.change for row in history.pending)
        for key, history in chain.histories.items()
        if not chain.lagging
    }
    return render_changes(chain, _without_zeros(changes), params, now, MEMPOOL_COST, _MEMPOOL_CACHE_SECONDS)


def read_height(text: str) -> int:
    """Return the height a path names.

    Raises: RefusedError with code 400.
    """
    if not (text.isascii() and text.isdigit()):
        raise RefusedError(400, "Wrong height: use a number")
    return int(text)


def render_changes(
    chain: _Standing,
    changes: Mapping[str, int] | Mapping[str, str],
    params: Mapping[str, str],
    now: float,
    cost: int,
    cache_seconds: int = 60,
) -> Answer:
    """Return the answer that holds these changes; none are an empty list.

    Raises: RefusedError with code 400 for any parameter.
    """
    check_names(params, set())
    context = render_context(chain.facts, cost, now, cache_seconds, results=len(changes), state=chain.height)
    return render_answer(changes or [], context, cost)


def _without_zeros(changes: Mapping[str, int]) -> dict[str, int]:
    return {address: change for address, change in changes.items() if change}
