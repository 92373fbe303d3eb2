"""Jobs at work: several requests in flight, one writer, and one commit for all that came back meanwhile."""

from collections.abc import Sequence

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
        self._begun: dict[Wallet, bool] = {}
        self._in_a_row = 0

    def work(self, jobs: Sequence[Job]) -> list[tuple[Job, Result]]:
        """Let jobs work until each has a result or its wallets failed; return the results."""
        self._queue, self._done = FairQueue(jobs), []
        while self._queue or self._under_way or self._halves or self._elsewhere:
            if self.report.stopped:
                self._leave()
            elif not (self._queue or self._under_way):
                self._call_back()
            must_wait = self._flight.count and not (self._queue and self._flight.has_room)
            self._commit(self._flight.collect() if must_wait else [])
        return self._done

    def end(self, results: Sequence[Outcome | Failure]) -> None:
        """Write down and tell what became of wallets."""
        for one in results:
            if isinstance(one, Outcome):
                self.report.outcomes.append(one)
            else:
                self.report.failures.append(one)
            self._desk.progress.add_wallet(failed=isinstance(one, Failure))
        if results:
            self._watcher.end(results)

    def close(self) -> None:
        """Let go of everything; what is in flight is not waited for."""
        self._flight.close()
        for job in list(self._under_way):
            self._dismiss(job)

    def _commit(self, tickets: Sequence[Ticket]) -> None:
        """Let the answers that are back be stored together, and send what comes next."""
        self._touched, self._ended, done = {}, [], len(self._done)
        try:
            with self._desk.warehouse.transaction() as connection:
                for ticket in tickets:
                    self._take(ticket, connection)
                self._launch(connection)
        except CointrackerError as error:  # ours, such as a full disk: asking again would only be paid again
            del self._done[done:]
            self._ended = [Failure(wallet, error) for job in self._touched for wallet in job.task.wallets]
            for job in self._touched:
                self._dismiss(job)
        self._tell_begun()
        self.end(self._ended)

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

        A set that fails is halved, so that one bad wallet is found among many. The halves come after everything
        else: when that succeeds, it was no outage.
        """
        if not isinstance(error, CointrackerError):
            raise error or AssertionError("a question comes back with an answer or an error")
        self._dismiss(job)
        self._note(error)
        if isinstance(error, ProviderError) and len(job.task.wallets) > 1:
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
        for job in self._under_way:
            for ask in () if self._queue or self.report.stopped else job.foresee(MOST_AHEAD):
                if self._flight.has_room:
                    job.ahead[ask] = self._flight.send(ask, job)

    def _begin(self, job: Job, connection: Connection) -> bool:
        """Start a job that is new; return false when another run holds its wallets."""
        if job in self._under_way:
            return True
        if job.held is None:
            job.held = self._desk.warehouse.try_hold_wallets(job.wallet_ids)
        if job.held is None:
            self._elsewhere.append(job)
            return False
        self._under_way[job] = self._touched[job] = None
        for wallet in job.task.wallets:
            self._begun.setdefault(wallet, False)
        job.begin(connection)
        return True

    def _call_back(self) -> None:
        """Bring back what was put off: halves, and then wallets that another run held; for those it is waited."""
        if self._halves:
            self._queue, self._halves = FairQueue(self._halves), []
        elif self._elsewhere:
            job = self._elsewhere.pop(0)
            job.held = self._desk.warehouse.wait_for_wallets(job.wallet_ids)
            self._queue.put(job)

    def _leave(self) -> None:
        """Leave everything that is not in flight: its turn does not come in this run."""
        left = [*self._queue.clear(), *self._halves, *self._elsewhere]
        self._halves, self._elsewhere = [], []
        for job in left:
            self._dismiss(job)
        self.end([Failure.waiting(wallet, self.report.stopped) for job in left for wallet in job.task.wallets])

    def _dismiss(self, job: Job) -> None:
        job.close()
        self._under_way.pop(job, None)

    def _tell_begun(self) -> None:
        new = [wallet for wallet, is_told in self._begun.items() if not is_told]
        if new:
            self._begun |= dict.fromkeys(new, True)
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
