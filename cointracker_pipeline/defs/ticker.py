"""How far a run is, written into its log every few seconds."""

import time
from collections.abc import Callable
from threading import Lock

from cointracker_pipeline.domain.amount import render_points
from cointracker_pipeline.sync.progress import Progress

EVERY_SECONDS = 10.0
"""A line is an event of Dagster's, which costs time and room: one for each page would be too many."""


class Ticker:
    """A listener to the progress of a run that writes at most one line each ten seconds; safe across threads."""

    def __init__(self, write: Callable[[str], None], clock: Callable[[], float] = time.monotonic) -> None:
        self._write = write
        self._clock = clock
        self._lock = Lock()
        self._began = self._last = clock()

    def __call__(self, progress: Progress) -> None:
        """Write a line if the last one is old enough."""
        now = self._clock()
        with self._lock:
            if now - self._last < EVERY_SECONDS:
                return
            self._last = now
        self._write(tell_progress(progress, now - self._began))


def tell_progress(progress: Progress, seconds: float) -> str:
    """Return the counts of a run so far and what is left of it, were the rest like what is done."""
    done, total = progress.wallets_done, progress.wallets_total
    failed = f" ({progress.failed:,} failed)" if progress.failed else ""
    points = render_points(progress.millipoints // 1000 * 1000)
    left = f"; about {_tell_time(seconds / done * (total - done))} left" if 0 < done < total else ""
    return (
        f"{done:,} of {total:,} wallets{failed}, {progress.pages:,} pages, {progress.rows:,} rows, "
        f"{points} points in {_tell_time(seconds)}{left}"
    )


def _tell_time(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} seconds"
    return f"{seconds / 60:.0f} minutes" if seconds < 7200 else f"{seconds / 3600:.1f} hours"
