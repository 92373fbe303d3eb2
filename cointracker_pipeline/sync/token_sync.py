"""The tokens of many wallets in one run: one that cannot be read neither stops nor hides the others."""

from collections import deque
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import chain as joined
from itertools import zip_longest

from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.domain.token import Holdings
from cointracker_pipeline.domain.token_balance import TokenBalance
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.errors import (
    BlockedError,
    CointrackerError,
    KeyRefusedError,
    QuotaError,
    TransientError,
)
from cointracker_pipeline.storage.warehouse import (
    Connection,
    delete_token_balances,
    read_token_balances,
    read_token_cursors,
    read_unsettled_tokens,
    write_token_balances,
)
from cointracker_pipeline.sync.crew import OUTAGE_AFTER
from cointracker_pipeline.sync.flight import Flight, Ticket
from cointracker_pipeline.sync.token_ask import HoldingsAsk, TokenAsk
from cointracker_pipeline.sync.token_desk import TokenDesk, TokenOutcome, TokenReport
from cointracker_pipeline.sync.token_plan import TokenStanding, TokenTask, plan_tokens
from cointracker_pipeline.sync.token_walk import TokenArrival, TokenWalker

TokenWork = Generator[TokenAsk, TokenArrival, None]


@dataclass(eq=False, slots=True)
class _Job:
    """Work for one wallet's tokens, what it is about, and what it asks next."""

    work: TokenWork
    outcome: TokenOutcome
    name: str
    is_token: bool = False
    ask: TokenAsk | None = None


def sync_tokens(
    desk: TokenDesk,
    wallets: Sequence[Wallet],
    chains: Mapping[str, Blockchain],
    *,
    full: bool = False,
    known: Mapping[str, Holdings] | None = None,
) -> TokenReport:
    """Bring the tokens of wallets up to date: first every wallet's list, then transfers of tokens that moved.

    Lists that are ``known`` already, by wallet id, are not asked for.
    Wallets on chains without tokens are left out, and those that another run reads. When the points for transfers are
    spent, the rest waits for the next run: tokens that moved come first, then new ones, the most valuable of each
    wallet before the next of any. A spent budget, a refused key, a block or an outage ends it early.
    """
    reading = _Reading(desk, chains, full)
    if not desk.rules.asks:
        return reading.report
    with ExitStack() as held:
        mine = [one for one in dict.fromkeys(wallets) if one.chain in chains and chains[one.chain].has_tokens]
        for wallet in mine:
            lock = desk.warehouse.try_hold_wallets([wallet.wallet_id])
            if lock:
                held.enter_context(lock)
                reading.report.outcomes[wallet.wallet_id] = TokenOutcome(wallet)
        reading.read_lists(known or {})
        reading.read_transfers()
    return reading.report


@dataclass(slots=True)
class _Reading:
    """One run over tokens."""

    desk: TokenDesk
    chains: Mapping[str, Blockchain]
    full: bool
    report: TokenReport = field(default_factory=TokenReport)
    _tasks: list[list[TokenTask]] = field(default_factory=list)
    _in_a_row: int = 0
    _spent: int = 0

    def read_lists(self, known: Mapping[str, Holdings]) -> None:
        """Take what each wallet holds, asking where it is not known, and note whose transfers are to be read."""
        told = [one for wallet_id, one in self.report.outcomes.items() if wallet_id in known]
        if told:
            with self.desk.warehouse.transaction() as connection:
                for one in told:
                    self._take_list(one, known[one.wallet.wallet_id], connection)
        asked = [one for one in self.report.outcomes.values() if not one.was_listed]
        self._run(_Job(self._look(one), one, f"{one.wallet.wallet_id}: its tokens") for one in asked)

    def read_transfers(self) -> None:
        """Read the transfers of tokens that moved, as far as the points for it reach."""
        self._run(self._to_job(task) for task in order_tasks(self._tasks))

    def _look(self, outcome: TokenOutcome) -> TokenWork:
        """Ask for one wallet's list and take it."""
        wallet = outcome.wallet
        holdings, connection = yield HoldingsAsk(self.chains[wallet.chain], wallet.address, self.desk.rules.only)
        if not isinstance(holdings, Holdings):
            raise TypeError("the answer to a list is a list")
        self.desk.progress.add_check(holdings.millipoints)
        self._take_list(outcome, holdings, connection)

    def _take_list(self, outcome: TokenOutcome, holdings: Holdings, connection: Connection) -> None:
        wallet = outcome.wallet
        standing = read_standing(connection, wallet, self.chains[wallet.chain].reorg_limit)
        now = self.desk.clock().replace(tzinfo=None)
        plan = plan_tokens(wallet, holdings, standing, self.desk.rules, now, full=self.full)
        write_token_balances(connection, plan.written)
        delete_token_balances(connection, wallet.wallet_id, plan.forgotten)
        count_statuses(outcome, plan.written)
        outcome.was_listed, outcome.waiting = True, len(plan.tasks)
        self._tasks.append(list(plan.tasks))

    def _to_job(self, task: TokenTask) -> _Job:
        outcome = self.report.outcomes[task.wallet.wallet_id]
        name = f"{task.wallet.wallet_id}: its token {task.token_address}"
        return _Job(self._read(task, outcome), outcome, name, is_token=True)

    def _read(self, task: TokenTask, outcome: TokenOutcome) -> TokenWork:
        walker = TokenWalker(self.desk, task, self.chains[task.wallet.chain])
        try:
            balance = yield from walker.read()
        finally:
            outcome.rows_added += walker.tally.rows_added
            outcome.rows_removed += walker.tally.rows_removed
        outcome.waiting -= 1
        outcome.unproven += (not balance.proven) - (task.before.is_read and not task.before.proven)

    def _run(self, jobs: Iterable[_Job]) -> None:
        """Let jobs work, as many requests in flight as the plan allows, and store together what comes together."""
        flight, queue = Flight(self.desk.reader), deque(jobs)
        try:
            while queue or flight.count:
                while queue and flight.has_room:
                    self._send(queue.popleft(), flight)
                if flight.count:
                    self._take(flight.collect(), queue)
        finally:
            flight.close()

    def _send(self, job: _Job, flight: Flight) -> None:
        """Send what a job asks next, unless the run has stopped or the points for it are spent: it then waits."""
        price = self.chains[job.outcome.wallet.chain].prices.first if job.is_token else 0
        most = self.desk.most_millipoints
        if self.report.stopped or (most is not None and price and self._spent + price > most):
            job.work.close()
            return
        self._spent += price
        job.ask = job.ask or next(job.work)
        flight.send(job.ask, job)

    def _take(self, tickets: Sequence[Ticket], queue: deque[_Job]) -> None:
        """Store answers in one transaction; what cannot be stored fails all that came with it."""
        done, failed = list[_Job](), list[tuple[_Job, CointrackerError]]()
        try:
            with self.desk.warehouse.transaction() as connection:
                for ticket in tickets:
                    error = self._answer(ticket, connection)
                    if error:
                        failed.append((ticket.owner, error))
                    elif ticket.owner.ask:
                        done.append(ticket.owner)
        except CointrackerError as unstored:
            self.report.stopped = self.report.stopped or str(unstored)
            return
        queue.extendleft(reversed(done))
        for job, error in failed:
            self._fail(job, error)

    def _answer(self, ticket: Ticket, connection: Connection) -> CointrackerError | None:
        """Let a job go on with its answer; return the error it ended with."""
        job: _Job = ticket.owner
        if isinstance(ticket.error, CointrackerError):
            return ticket.error
        if ticket.error:
            raise ticket.error
        self._in_a_row = 0
        job.outcome.pages += 1
        job.outcome.millipoints += ticket.millipoints
        try:
            job.ask = job.work.send((ticket.answer, connection))
        except StopIteration:
            job.ask = None
        except CointrackerError as error:
            return error
        return None

    def _fail(self, job: _Job, error: CointrackerError) -> None:
        """Note an error, and end the run where asking on makes no sense."""
        job.work.close()
        self._in_a_row = self._in_a_row + 1 if isinstance(error, TransientError) else 0
        if isinstance(error, QuotaError | BlockedError | KeyRefusedError) or self._in_a_row >= OUTAGE_AFTER:
            self.report.stopped = self.report.stopped or str(error)
        if not isinstance(error, QuotaError):
            job.outcome.errors.append(f"{job.name} could not be read: {error}")


def order_tasks(by_wallet: Sequence[Sequence[TokenTask]]) -> list[TokenTask]:
    """Return tasks by their urgency, and then the first of each wallet before the second of any."""
    turns = (task for task in joined.from_iterable(zip_longest(*by_wallet)) if task)
    return sorted(turns, key=lambda task: task.urgency)


def count_statuses(outcome: TokenOutcome, balances: Sequence[TokenBalance]) -> None:
    """Count a wallet's tokens by what becomes of them."""
    statuses = [one.status for one in balances]
    outcome.followed, outcome.spam = statuses.count("followed"), statuses.count("spam")
    outcome.blocked = statuses.count("blocked")
    outcome.unproven = sum(one.status == "followed" and one.is_read and not one.proven for one in balances)


def read_standing(connection: Connection, wallet: Wallet, reorg_limit: int) -> TokenStanding:
    """Return what is stored of a wallet's tokens."""
    return TokenStanding(
        {one.token_address: one for one in read_token_balances(connection, [wallet.wallet_id])},
        read_token_cursors(connection, wallet.wallet_id),
        read_unsettled_tokens(connection, wallet.wallet_id, reorg_limit),
    )
