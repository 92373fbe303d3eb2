"""Requests in flight: asked in threads, answered in the order they come back, by whoever holds the store."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Any, Protocol

GATHER_SECONDS = 0.03
"""How long answers wait for others to be stored with: opening and closing the store costs more than one page."""


MOST_TOGETHER = 6
"""Answers stored in one commit at most: what is not committed yet takes memory."""


class Reader(Protocol):
    """Whoever questions are put to."""

    @property
    def parallel_requests(self) -> int:
        """How many requests it makes sense to have in flight right now."""


class Question(Protocol):
    """Anything that can be put to a reader from any thread."""

    def put_to(self, reader: Any) -> Any:
        """Return the answer. Raises: ProviderError and what is under it."""


@dataclass(eq=False, slots=True)
class Ticket:
    """A question in flight for somebody; afterwards its answer or the error it ended with."""

    ask: Question
    owner: Any
    answer: Any = None
    error: BaseException | None = None
    is_back: bool = False
    is_used: bool = False

    @property
    def millipoints(self) -> int:
        """What the answer cost, 0 while there is none."""
        return int(self.answer.millipoints) if self.answer else 0


@dataclass(slots=True)
class Flight:
    """Threads that ask, as many as are ever needed at once; only one thread may use the rest of it.

    The threads are daemons: a request that hangs does not keep a stopped process alive.
    """

    reader: Reader
    _waiting: SimpleQueue[Ticket | None] = field(default_factory=SimpleQueue)
    _back: SimpleQueue[Ticket] = field(default_factory=SimpleQueue)
    _threads: list[threading.Thread] = field(default_factory=list)
    count: int = 0

    @property
    def has_room(self) -> bool:
        """Whether one more request may be in flight, by what the reader allows right now."""
        return self.count < max(1, self.reader.parallel_requests)

    def send(self, ask: Question, owner: object) -> Ticket:
        """Let a question be asked; its ticket comes back from ``collect``."""
        ticket = Ticket(ask, owner)
        self.count += 1
        if self.count > len(self._threads):
            thread = threading.Thread(target=self._work, name="blockchair", daemon=True)
            self._threads.append(thread)
            thread.start()
        self._waiting.put(ticket)
        return ticket

    def collect(self) -> list[Ticket]:
        """Wait for at least one answer and return all that are there, or soon after."""
        tickets = [self._back.get()]
        end = time.monotonic() + GATHER_SECONDS
        with suppress(Empty):
            while len(tickets) < min(self.count, MOST_TOGETHER):
                tickets.append(self._back.get(timeout=max(0.0, end - time.monotonic())))
        self.count -= len(tickets)
        for ticket in tickets:
            ticket.is_back = True
        return tickets

    def close(self) -> None:
        """Let the threads end once they have nothing left to ask."""
        for _ in self._threads:
            self._waiting.put(None)

    def _work(self) -> None:
        while (ticket := self._waiting.get()) is not None:
            try:
                ticket.answer = ticket.ask.put_to(self.reader)
            except BaseException as error:
                ticket.error = error
            self._back.put(ticket)
