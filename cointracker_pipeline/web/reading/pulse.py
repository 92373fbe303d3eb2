"""What goes on with a wallet right now, from the registry alone: cheap enough to be asked every second."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from cointracker_pipeline.storage.registry import Registry, SyncProgress, SyncRecord, Wish

Phase = Literal["waiting", "starting", "running", "resting"]

STARTS_WITHIN = timedelta(minutes=3)
"""How long a run that took a wish may prepare before the wallet's turn comes."""


@dataclass(frozen=True, slots=True)
class Pulse:
    """A wallet's phase, and how far it is.

    ``last`` is its newest sync, the one that goes on included. ``walk`` is how far its own history is read, ``run`` how
    far the whole run is; both are ``None`` before they told anything.
    """

    phase: Phase
    full: bool
    since: datetime | None
    last: SyncRecord | None
    walk: SyncProgress | None = None
    run: SyncProgress | None = None

    @property
    def is_busy(self) -> bool:
        """Whether anything goes on, or will within seconds."""
        return self.phase != "resting"

    def seconds_left(self, now: datetime) -> int | None:
        """Return how long the rest of its history will take at the pace so far, ``None`` where nobody can tell."""
        walk = self.walk
        if walk is None or not walk.expected or self.since is None or walk.done <= walk.done_before:
            return None
        seconds = (now - self.since).total_seconds()
        return round(seconds * max(0, walk.expected - walk.done) / (walk.done - walk.done_before))


def read_pulse(registry: Registry, wallet_id: str, now: datetime, syncs: Sequence[SyncRecord] | None = None) -> Pulse:
    """Return what goes on with a wallet, whoever asked for it; ``syncs``, if they are known, begin with the newest."""
    last = next(iter(registry.list_syncs(wallet_id, 1) if syncs is None else syncs), None)
    if last and last.outcome == "running":
        walk, run = registry.read_progress(last.run_id, wallet_id), registry.read_progress(last.run_id)
        return Pulse("running", last.kind == "resync", last.started_at, last, walk, run)
    wish = registry.find_wish(wallet_id)
    if wish and wish.taken_at is None:
        return Pulse("waiting", wish.kind == "resync", wish.asked_at, last)
    if wish and wish.taken_at and now - wish.taken_at < STARTS_WITHIN and not _has_begun(wish, last):
        return Pulse("starting", wish.kind == "resync", wish.taken_at, last)
    return Pulse("resting", False, last.finished_at if last else None, last)


def _has_begun(wish: Wish, last: SyncRecord | None) -> bool:
    """Tell whether the wallet was synced since its wish was taken, by whichever run: then nothing is to come."""
    if last is None or wish.taken_at is None:
        return False
    return last.run_id == wish.run_id or last.started_at >= wish.taken_at
