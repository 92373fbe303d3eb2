"""A clock for several threads that moves only when all of them sleep."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Condition


class SharedTime:
    """A clock and a sleep that belong together, for as many threads as run at once."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
        self._running = 0
        self._wakes: list[datetime] = []
        self._changed = Condition()

    def clock(self) -> datetime:
        """Return the time."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Wait until everybody sleeps and this is the next to wake."""
        with self._changed:
            wakes_at = self.now + timedelta(seconds=seconds)
            self._wakes.append(wakes_at)
            self._move()
            assert self._changed.wait_for(lambda: self.now >= wakes_at, timeout=60)

    def run(self, tasks: Sequence[Callable[[], None]]) -> None:
        """Run each task in a thread of its own to its end."""
        self._running = len(tasks)
        with ThreadPoolExecutor(len(tasks)) as pool:
            for one in [pool.submit(self._run, task) for task in tasks]:
                one.result(timeout=120)

    def _run(self, task: Callable[[], None]) -> None:
        try:
            task()
        finally:
            with self._changed:
                self._running -= 1
                self._move()

    def _move(self) -> None:
        if self._wakes and len(self._wakes) >= self._running:
            self.now = max(self.now, min(self._wakes))
            self._wakes = [one for one in self._wakes if one > self.now]
            self._changed.notify_all()
