"""The gate: requests go out side by side as far as there is room, in the order in which they came.

Code 435 ("too many at once") halves the room, and it grows back by a point after every 20 answers without one. All
requests that were in flight together may get that code: for all of them the room is halved once.
"""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Lock

from cointracker_pipeline.blockchair.prices import MILLIPOINTS
from cointracker_pipeline.blockchair.room import Room, room_of_plan
from cointracker_pipeline.errors import TransientError

_ANSWERS_TO_GROW = 20


@dataclass(slots=True, eq=False)
class Place:
    """One request's place: in the queue until ``called``, then inside with a ``weight``, or never (closed)."""

    millipoints: int
    called: Event = field(default_factory=Event)
    weight: int | None = None
    halvings: int = 0


class Gate:
    """How much may be in flight at once within this process; safe to use from any thread.

    A request goes in when it fits or when nothing is in flight: one that is dearer than the whole room goes alone.
    ``follows_plan`` says that nobody chose the room, so that the plan's own replaces it.
    """

    def __init__(self, room: Room, *, follows_plan: bool = False) -> None:
        self._room = room
        self._follows_plan = follows_plan
        self._capacity = room.millipoints
        self._queue: deque[Place] = deque()
        self._inside: set[Place] = set()
        self._load = self._peak = 0
        self._halvings = self._answers = 0
        self._closed = Event()
        self._lock = Lock()

    @property
    def capacity(self) -> int:
        """The room there is now, in thousandths of a point; see ``Room``."""
        return self._capacity

    @property
    def parallel_requests(self) -> int:
        """How many usual requests make sense at once now, at least one."""
        return self._room.count_requests(self._capacity)

    @contextmanager
    def entered(self, millipoints: int) -> Iterator[Place]:
        """Wait for a place, hold it for the block, and leave it whatever happens, Ctrl-C while waiting included.

        Raises: TransientError when the gate is closed.
        """
        place = Place(millipoints)
        try:
            self._wait_for(place)
            yield place
        finally:
            self._leave(place)

    def take_answer(self, place: Place, *, is_crowded: bool) -> None:
        """Make the room smaller after an answer that says "too many at once", and in time larger after others."""
        with self._lock:
            if is_crowded:
                self._halve(place)
            else:
                self._grow()
            self._call_in()

    def follow_plan(self, millipoints_per_day: int | None) -> None:
        """Take the room of a plan, unless a person chose one; what was halved is not enlarged by that."""
        room = room_of_plan(millipoints_per_day)
        with self._lock:
            if not self._follows_plan or room == self._room:
                return
            is_whole = self._capacity >= self._room.millipoints
            self._room = room
            self._capacity = room.millipoints if is_whole else min(self._capacity, room.millipoints)
            self._call_in()

    def sleep(self, seconds: float) -> None:
        """Let time pass. Raises: TransientError as soon as the gate is closed."""
        if self._closed.wait(seconds):
            raise _closed_error()

    def close(self) -> None:
        """Send everybody away who waits or comes later; what is in flight may end."""
        with self._lock:
            self._closed.set()
            self._call_in()

    def _wait_for(self, place: Place) -> None:
        with self._lock:
            self._queue.append(place)
            self._call_in()
        place.called.wait()
        if place.weight is None:
            raise _closed_error()

    def _leave(self, place: Place) -> None:
        with self._lock:
            if place in self._inside:
                self._inside.remove(place)
                self._load -= place.weight or 0
            elif place in self._queue:
                self._queue.remove(place)
            self._call_in()

    def _call_in(self) -> None:
        """Call whoever is first in the queue for as long as there is room."""
        while self._queue and (self._closed.is_set() or self._fits(self._queue[0])):
            place = self._queue.popleft()
            if not self._closed.is_set():
                self._let_in(place)
            place.called.set()

    def _fits(self, place: Place) -> bool:
        return not self._inside or self._load + self._room.weigh(place.millipoints) <= self._capacity

    def _let_in(self, place: Place) -> None:
        place.weight, place.halvings = self._room.weigh(place.millipoints), self._halvings
        self._inside.add(place)
        self._load += place.weight
        self._peak = max(self._peak, self._load)

    def _halve(self, place: Place) -> None:
        """Halve the room that was in use: of a large room that is hardly used half would change nothing."""
        self._answers = 0
        if place.halvings == self._halvings:
            self._capacity = max(MILLIPOINTS, min(self._capacity, self._peak) // 2)
            self._halvings += 1
            self._peak = self._load

    def _grow(self) -> None:
        self._answers += 1
        if self._answers >= _ANSWERS_TO_GROW:
            self._answers = 0
            self._capacity = min(self._capacity + MILLIPOINTS, self._room.millipoints)


def _closed_error() -> TransientError:
    return TransientError("A request was not sent: the client was closed while it waited. Ask again with a new one.")
