"""Watches the memory of every process that this one starts, whoever of them started it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

LOOK_SECONDS = 0.1


@dataclass(slots=True)
class Largest:
    """The peak of the largest process seen, by the kernel's own figure (``VmHWM`` of /proc, in kilobytes)."""

    megabytes: float = 0.0

    def look(self) -> None:
        """Look at every process below this one that runs now."""
        waiting = [Path("/proc/self")]
        while waiting:
            folder = waiting.pop()
            # A process may end while it is looked at.
            with suppress(OSError):
                children = [tuple(one.read_text().split()) for one in folder.glob("task/*/children")]
                waiting += [Path("/proc", number) for numbers in children for number in numbers]
                self.megabytes = max(self.megabytes, _read_peak(folder / "status") / 1_024)


def _read_peak(status: Path) -> int:
    lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
    return int(lines.get("VmHWM", "0 kB").split()[0])


@contextmanager
def watching() -> Iterator[Largest]:
    """Look ten times a second until the block ends."""
    largest, end = Largest(), threading.Event()

    def keep_looking() -> None:
        while not end.wait(LOOK_SECONDS):
            largest.look()

    watcher = threading.Thread(target=keep_looking)
    watcher.start()
    try:
        yield largest
    finally:
        end.set()
        watcher.join()
