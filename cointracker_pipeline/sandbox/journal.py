"""The log of every API request the sandbox saw, without keys, and the busiest minute."""

from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from cointracker_pipeline.sandbox.envelope import render_cost

_KEPT = 20_000
_SHOWN = 4_000


@dataclass(slots=True)
class Seen:
    """One request; ``status`` 0 means that the connection was closed without a whole answer."""

    time: float
    method: str
    path: str
    params: dict[str, str]
    keyed: bool
    status: int = 0
    millipoints: int = 0
    fault: str | None = None


@dataclass(slots=True)
class Journal:
    """The newest 20,000 requests, and counters over all of them."""

    entries: deque[Seen] = field(default_factory=lambda: deque(maxlen=_KEPT))
    minute: deque[float] = field(default_factory=deque)
    most_in_a_minute: int = 0
    count: int = 0
    millipoints: int = 0
    statuses: Counter[int] = field(default_factory=Counter)

    def open(self, time: float, method: str, path: str, params: Mapping[str, str]) -> Seen:
        """Write down a request as it arrives."""
        shown = {name: value[:_SHOWN] for name, value in params.items() if name != "key"}
        seen = Seen(time, method, path, shown, keyed="key" in params)
        self.entries.append(seen)
        self.count += 1
        self.minute.append(time)
        while self.minute[0] <= time - 60:
            self.minute.popleft()
        self.most_in_a_minute = max(self.most_in_a_minute, len(self.minute))
        return seen

    def close(self, seen: Seen, status: int, millipoints: int, fault: str | None = None) -> None:
        """Write down what came of a request."""
        seen.status, seen.millipoints, seen.fault = status, millipoints, fault
        self.millipoints += millipoints
        self.statuses[status] += 1

    def report(self, newest: int | None = None) -> dict[str, object]:
        """Return everything as plain values; ``points`` is the sum of what was charged."""
        entries = list(self.entries)[-newest:] if newest else list(self.entries)
        return {
            "count": self.count,
            "points": render_cost(self.millipoints),
            "most_in_a_minute": self.most_in_a_minute,
            "statuses": {str(status): count for status, count in sorted(self.statuses.items())},
            "requests": [{**asdict(entry), "points": render_cost(entry.millipoints)} for entry in entries],
        }
