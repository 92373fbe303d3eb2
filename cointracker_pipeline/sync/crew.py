"""Jobs at work: several requests in flight, one writer, and one commit for all that came back meanwhile."""

from collections.abc import Iterator, Sequence
from itertools import chain

from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.errors import (
    BlockedError,
    CointrackerError,
    KeyRefusedError,
    ProviderError,
    QuotaError,
    TransientError,
)
from cointracker_pipeline.storage.warehouse import Connection
from cointracker_pipeline.sync.desk import Desk, Outcome, Result
from cointracker_pipeline.sync.fair_queue import FairQueue
from cointracker_pipeline.sync.flight import Flight, Ticket
from cointracker_pipeline.sync.job import Job
from cointracker_pipeline.sync.report import Failure, Report, Watcher

OUTAGE_AFTER = 3
"""This many requests in a row that fail for the service's sake, each after several tries, are an outage."""

MOST_AHEAD = 4
"""Pages of one walk asked ahead of the one that is stored: more only take memory."""


class Crew:
    """Lets jobs work, and keeps the report of what became of each wallet."""

    def __init__(self, desk: Desk, watcher: Watcher) -> None:
        self.report = Report()
        self._desk = desk
        self._watcher = watcher
        self._flight = Flight(desk.reader)
        self._queue = FairQueue()
        self._under_way: dict[Job, None] = {}
        self._halves: list[Job] = []
        self._elsewhere: list[Job] = []
        self._touched: dict[Job, None] = {}
        self._done: list[tuple[Job, Result]] = []
        self._ended: list[Outcome | Failure] = []
        self._begun: set[Wallet] = set()
        self._to_tell: list[Wallet] = []
        self._in_a_row = 0

    def work(self, jobs: Sequence[Job]) -> list[tuple[Job, Result]]:
        """Let jobs work until each has a result or its wallets failed; return the results.

        Walks of many pages are not waited for as long as there are other ``jobs``: they go on in the next call, so
        that a giant does not hold back the rounds of all others.
        """
        self._done = []
        for job in jobs:
            self._queue.put(job)
        while self.is_busy:
            if jobs and not self.report.stopped and all(job.is_long for job in self._open_jobs()):
                break
            if self.report.stopped:
                self._leave()
            elif not (self._queue or self._under_way):
                self._call_back()
            must_wait = self._flight.count and not (self._queue and self._flight.has_room)
            self._commit(self._flight.collect() if must_wait else [])
        return self._done

    @property
    def is_busy(self) -> bool:
        """Whether jobs are left that have no result yet."""
        return any(True for _ in self._open_jobs())

    def end(self, results: Sequence[Outcome | Failure]) -> None:
        """Write down and tell what became of wallets."""
        for one in results:
            if isinstance(one, Outcome):
                self.report.outcomes.append(one)
            else:
                self.report.failures.append(one)
            self._desk.progress.add_wallet(failed=isinstance(one, Failure), wallet_id=one.wallet.wallet_id)
        if results:
            self._watcher.end(results)

    def close(self) -> None:
        """Let go of everything; what is in flight is not waited for."""
        self._flight.close()
        for job in list(self._open_jobs()):
            self._dismiss(job)

    def _open_jobs(self) -> Iterator[Job]:
        return chain(self._halves, self._elsewhere, self._queue, self._under_way)

    def _commit(self, tickets: Sequence[Ticket]) -> None:
        """Let the answers that are back be stored together, and send what comes next."""
        self._touched, self._ended, done, halves = {}, [], len(self._done), len(self._halves)
        try:
            with self._desk.warehouse.transaction() as connection:
                for ticket in tickets:
                    self._take(ticket, connection)
                self._launch(connection)
        except CointrackerError as error:  # ours, such as a full disk: asking again would only be paid again
            del self._done[done:], self._halves[halves:]
            self._give_up(tickets, error)
        self._tell_begun()
        self.end(self._ended)

    def _give_up(self, tickets: Sequence[Ticket], error: CointrackerError) -> None:
        """Fail exactly those jobs whose answers or beginnings were not stored.

        Where there are none, the store cannot even be opened for what comes next, and the run ends.
        """
        self._touched |= {one.owner: None for one in tickets if one.ask == one.owner.ask}
        self._ended = [Failure(wallet, error) for job in self._touched for wallet in job.task.wallets]
        for job in self._touched:
            self._queue.drop(job)
            self._dismiss(job)
        if not self._touched:
            self.report.stopped = self.report.stopped or str(error)

    def _take(self, ticket: Ticket, connection: Connection) -> None:
        """Let a job go on with an answer, and with those after it that were asked ahead and are back."""
        job = ticket.owner
        if ticket.is_used or (job in self._under_way and ticket.ask != job.ask):
            return
        if job not in self._under_way:
            self._desk.progress.add_check(ticket.millipoints)
            return
        self._touched[job] = None
        here: Ticket | None = ticket
        while here and self._answer(job, here, connection):
            here = job.ahead.pop(job.ask, None) if job.ask else None
            if here is None:
                self._queue.put(job)
            elif not here.is_back:
                return

    def _answer(self, job: Job, ticket: Ticket, connection: Connection) -> bool:
        """Give a job its answer; return whether it asks something else."""
        ticket.is_used = True
        if ticket.answer is None:
            self._fail(job, ticket.error)
            return False
        self._in_a_row = 0
        try:
            job.answer((ticket.answer, connection))
        except CointrackerError as error:
            self._fail(job, error)
            return False
        if job.result is None:
            return True
        self._done.append((job, job.result))
        self._ended += job.result.outcomes
        self._dismiss(job)
        return False

    def _fail(self, job: Job, error: BaseException | None) -> None:
        """Decide what becomes of wallets whose work ended with an error.

        A wallet that is current already stays it. A set that fails is halved, so that one bad wallet is found among
        many. The halves come after everything else: when that succeeds, it was no outage.
        """
        if not isinstance(error, CointrackerError):
            raise error or AssertionError("a question comes back with an answer or an error")
        self._dismiss(job)
        self._note(error)
        if isinstance(error, ProviderError) and job.current:
            self._ended.append(job.current)
        elif isinstance(error, ProviderError) and len(job.task.wallets) > 1:
            self._halves += job.halve()
        elif isinstance(error, QuotaError):
            self._ended += [Failure.waiting(wallet, str(error)) for wallet in job.task.wallets]
        else:
            self._ended += [Failure(wallet, error) for wallet in job.task.wallets]

    def _launch(self, connection: Connection) -> None:
        """Send questions while there is room; when nobody has one, ask ahead for walks that go on."""
        while self._queue and self._flight.has_room and not self.report.stopped:
            job = self._queue.take()
            if self._begin(job, connection) and job.ask:
                self._flight.send(job.ask, job)
        if not (self._queue or self.report.stopped):
            self._look_ahead(min(self._desk.reader.parallel_requests, MOST_AHEAD))

    def _look_ahead(self, most: int) -> None:
        """Ask ahead; answers that wait for those before them count as in flight, or they would fill the memory."""
        for job in self._under_way:
            for ask in job.foresee(most):
                waiting = sum(ticket.is_back for one in self._under_way for ticket in one.ahead.values())
                if self._flight.count + waiting < most:
                    job.ahead[ask] = self._flight.send(ask, job)

    def _begin(self, job: Job, connection: Connection) -> bool:
        """Start a job that is new; return false when another run holds its wallets."""
        if job in self._under_way:
            return True
        self._touched[job] = None
        if job.held is None:
            job.held = self._desk.warehouse.try_hold_wallets(job.wallet_ids)
        if job.held is None:
            del self._touched[job]
            self._elsewhere.append(job)
            return False
        self._under_way[job] = None
        self._to_tell += [wallet for wallet in job.task.wallets if wallet not in self._begun]
        self._begun.update(job.task.wallets)
        job.begin(connection)
        return True

    def _call_back(self) -> None:
        """Bring back what was put off: halves, and then wallets that another run held; for those it is waited."""
        if self._halves:
            for job in self._halves:
                self._queue.put(job)
            self._halves = []
        elif self._elsewhere:
            job = self._elsewhere.pop(0)
            job.held = self._desk.warehouse.wait_for_wallets(job.wallet_ids)
            self._queue.put(job)

    def _leave(self) -> None:
        """Leave everything that is not in flight: its turn does not come in this run.

        A wallet that is current all the same is done.
        """
        left = [*self._queue.clear(), *self._halves, *self._elsewhere]
        self._halves, self._elsewhere = [], []
        for job in left:
            self._dismiss(job)
        self.end([job.current for job in left if job.current])
        waiting = [wallet for job in left if not job.current for wallet in job.task.wallets]
        self.end([Failure.waiting(wallet, self.report.stopped) for wallet in waiting])

    def _dismiss(self, job: Job) -> None:
        job.close()
        self._under_way.pop(job, None)

    def _tell_begun(self) -> None:
        new, self._to_tell = self._to_tell, []
        if new:
            self._watcher.begin(new)

    def _note(self, error: CointrackerError) -> None:
        """Decide whether the run goes on after an error; the first reason to stop stays."""
        self._in_a_row = self._in_a_row + 1 if isinstance(error, TransientError) else 0
        if self.report.stopped:
            return
        self.report.stopped = _why_stop(error, self._in_a_row)
        self.report.resume_at = error.resume_at if isinstance(error, QuotaError) else None


def _why_stop(error: CointrackerError, in_a_row: int) -> str:
    if isinstance(error, QuotaError | BlockedError | KeyRefusedError):
        return str(error)
    if in_a_row >= OUTAGE_AFTER:
        return f"the service failed {in_a_row} times in a row; the next run goes on. Last: {error}"
    return ""
