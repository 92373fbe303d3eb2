"""What bringing keys up to date will cost, as far as it is known: it names addresses, never a key."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.sync.desk import Desk
from cointracker_pipeline.sync.estimate import Part, estimate_due, estimate_refresh
from cointracker_pipeline.sync.key_books import KeyBooks
from cointracker_pipeline.sync.key_check import open_states
from cointracker_pipeline.sync.sharing import Sharing
from cointracker_pipeline.sync.subject import Subject


def estimate_keys(
    desk: Desk,
    books: KeyBooks,
    subjects: Sequence[Subject],
    chains: Mapping[str, Blockchain],
    sharing: Sharing,
    *,
    full: bool = False,
    sweep_fraction: float = 0,
) -> list[Part]:
    """Return the parts of a sync of keys; each counts addresses. How far a new key goes only its answers tell."""
    states = open_states(desk, subjects, chains)
    known = [one for state in states for one in state.subjects(state.known)]
    missing = [
        one for state in states for one in state.subjects([m.wallet for m in state.find_missing(books.gap_limit)])
    ]
    if full:
        parts = estimate_refresh(desk, [*known, *missing], chains, sharing, full=True)
    else:
        parts = estimate_due(desk, known, chains, sharing, sweep_fraction=sweep_fraction)
        parts += estimate_refresh(desk, missing, chains, sharing, full=False)
    return [replace(part, name=f"{part.name} (keys' addresses)") for part in parts]
