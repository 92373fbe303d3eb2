"""A run's progress, told to whoever watches from another process."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from threading import Event, Thread

from cointracker_pipeline.errors import CointrackerError
from cointracker_pipeline.storage.registry import Registry, SyncProgress
from cointracker_pipeline.sync.progress import Progress

EVERY_SECONDS = 1.0


@contextmanager
def publishing(
    registry: Registry,
    run_id: str,
    progress: Progress,
    clock: Callable[[], datetime],
    every_seconds: float = EVERY_SECONDS,
) -> Iterator[None]:
    """Tell the registry every second how far a run is, as long as the block lasts; then nothing of that is left.

    A thread does it, so that the run never waits for the registry. What cannot be told now is told a second later.
    """
    ended = Event()
    publisher = Thread(target=_publish, args=(registry, run_id, progress, clock, ended, every_seconds), daemon=True)
    publisher.start()
    try:
        yield
    finally:
        ended.set()
        publisher.join()


def _publish(
    registry: Registry,
    run_id: str,
    progress: Progress,
    clock: Callable[[], datetime],
    ended: Event,
    every_seconds: float,
) -> None:
    told: list[SyncProgress] = []
    while not ended.wait(every_seconds):
        notes = list_notes(progress)
        if notes != told:
            with suppress(CointrackerError):
                registry.tell_progress(run_id, notes, clock())
                told = notes
    if told:
        with suppress(CointrackerError):
            registry.forget_progress(run_id)


def list_notes(progress: Progress) -> list[SyncProgress]:
    """Return how far a run is, as a whole and wallet by wallet where one takes several pages."""
    whole = SyncProgress(
        "", progress.wallets_done, progress.wallets_total, 0, progress.pages, progress.rows, progress.millipoints
    )
    walks = [
        SyncProgress(wallet_id, one.rows, one.rows_expected, one.rows_before, one.pages, one.rows, one.millipoints)
        for wallet_id, one in dict(progress.walks).items()
    ]
    return [whole, *walks]
