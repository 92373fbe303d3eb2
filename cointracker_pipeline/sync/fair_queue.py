"""Which job goes next when points are short: half of them by value, half by waiting.

Smallest first would never reach a large wallet as long as small ones are due, largest or longest waiting first would
let one giant hold back a thousand wallets. So the points are spent from two ends of the same jobs, as evenly as
requests allow: where a point makes the most wallets current, and where somebody has waited the longest, whatever
that costs. The longest waiting wallet is therefore given half of each day's points until it is done.
"""

import heapq
from collections.abc import Iterable, Iterator
from itertools import count

from cointracker_pipeline.sync.job import Job

Key = tuple[object, object, object]
Entry = tuple[Key, int, Job]


class FairQueue:
    """Jobs with a question to ask; each may come back after its answer."""

    def __init__(self, jobs: Iterable[Job] = ()) -> None:
        self._turn = count()
        self._queued: dict[Job, int] = {}
        self._by_value: list[Entry] = []
        self._by_waiting: list[Entry] = []
        self._spent_by_value = 0
        self._spent_by_waiting = 0
        for job in jobs:
            self.put(job)

    def __len__(self) -> int:
        return len(self._queued)

    def __iter__(self) -> Iterator[Job]:
        return iter(self._queued)

    def put(self, job: Job) -> None:
        """Let a job go on in its turn."""
        turn = next(self._turn)
        self._queued[job] = turn
        heapq.heappush(self._by_value, (_value_order(job), turn, job))
        heapq.heappush(self._by_waiting, (_wait_order(job), turn, job))

    def take(self) -> Job:
        """Return the job that goes next. Raises: IndexError when there is none."""
        if self._spent_by_waiting < self._spent_by_value:
            job = self._pop(self._by_waiting)
            self._spent_by_waiting += job.next_price
        else:
            job = self._pop(self._by_value)
            self._spent_by_value += job.next_price
        return job

    def drop(self, job: Job) -> None:
        """Forget a job, whether it is here or not."""
        self._queued.pop(job, None)

    def clear(self) -> list[Job]:
        """Return all jobs that are left in the order they came, and forget them."""
        left = sorted(self._queued, key=lambda job: self._queued[job])
        self._queued, self._by_value, self._by_waiting = {}, [], []
        return left

    def _pop(self, entries: list[Entry]) -> Job:
        """Return the first job of an order; entries of jobs that were taken from the other one are passed over."""
        while True:
            _, turn, job = heapq.heappop(entries)
            if self._queued.get(job) == turn:
                del self._queued[job]
                return job


def _value_order(job: Job) -> Key:
    """Order by points a wallet, the cheapest first; wallets that are current already come last."""
    return job.current is not None, job.price_left / len(job.task.wallets), job.since


def _wait_order(job: Job) -> Key:
    """Order by waiting, the longest first; wallets that are current already come last."""
    return job.current is not None, job.since, job.price_left
