"""What is the same for some moments is computed once for all who ask within them."""

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class _Known(Generic[T]):
    """A value with its age; who computes it holds the lock, and who asks meanwhile waits for it."""

    lock: Lock = field(default_factory=Lock)
    at: float = float("-inf")
    value: T | None = None


class Recently(Generic[T]):
    """Values by key, each at most so old; of keys that nobody asked for lately nothing is kept."""

    def __init__(self, seconds: float, most: int = 1_000) -> None:
        self._seconds = seconds
        self._most = most
        self._known: dict[Hashable, _Known[T]] = {}
        self._lock = Lock()

    def get(self, key: Hashable, compute: Callable[[], T], *, anew: bool = False) -> T:
        """Return the value of a key, computed now if it is too old, or asked for ``anew``."""
        with self._lock:
            if len(self._known) > self._most:
                self._known.clear()
            known = self._known.setdefault(key, _Known())
        with known.lock:
            if known.value is None or anew or time.monotonic() - known.at > self._seconds:
                known.value, known.at = compute(), time.monotonic()
            return known.value
