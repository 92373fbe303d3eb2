"""The points of one run that are meant for exact amounts."""

from dataclasses import dataclass
from typing import Literal

Exactness = Literal["always", "lazy", "never"]
"""Whether all rounded amounts are made exact, as many as some points suffice for, or none."""


@dataclass(slots=True)
class ExactPoints:
    """Millipoints left for exact amounts, ``None`` without a limit; used from one thread."""

    left: int | None = 0

    @classmethod
    def of(cls, exactness: Exactness, points: float) -> "ExactPoints":
        """Return what a run may spend; ``points`` are for ``lazy``."""
        return cls({"always": None, "lazy": int(points * 1_000), "never": 0}[exactness])

    def reserve(self, millipoints: int) -> bool:
        """Set aside what a question is expected to cost, if that is left."""
        if self.left is None:
            return True
        if millipoints > self.left:
            return False
        self.left -= millipoints
        return True

    def settle(self, reserved: int, charged: int) -> None:
        """Take note of what a question did cost."""
        if self.left is not None:
            self.left = max(0, self.left + reserved - charged)
