"""A fair lock between processes: the kernel's own queue."""

import fcntl
import os
from pathlib import Path
from typing import Self


class FileLock:
    """A held lock; leaving the ``with`` block lets go, and so does the end of the process, however it ends."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._descriptor)


def take_lock(path: Path) -> FileLock:
    """Take an exclusive lock on a file, waiting in the kernel's queue as long as it takes.

    Locks that poll starve readers for seconds; this one does not. Raises: OSError when the file cannot be opened.
    """
    return _lock(path, fcntl.LOCK_EX)


def try_lock(path: Path) -> FileLock | None:
    """Take an exclusive lock on a file, or return ``None`` at once when somebody else has it.

    Raises: OSError when the file cannot be opened.
    """
    try:
        return _lock(path, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return None


def _lock(path: Path, how: int) -> FileLock:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(descriptor, how)
    except BaseException:
        os.close(descriptor)
        raise
    return FileLock(descriptor)
