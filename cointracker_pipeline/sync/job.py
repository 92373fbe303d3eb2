"""One piece of work of a run: some wallets, what they ask next, and how long they have waited."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime

from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.storage.warehouse import Connection
from cointracker_pipeline.sync.ask import AmountsAsk, Ask
from cointracker_pipeline.sync.desk import Arrival, Outcome, Result, Work
from cointracker_pipeline.sync.flight import Ticket
from cointracker_pipeline.sync.plan import Task
from cointracker_pipeline.sync.walk import Tally


@dataclass(eq=False, slots=True)
class Job:
    """Brings the wallets of a task up to date.

    ``since`` is since when the longest waiting of them has not been current; ``start`` makes its work when it is
    first let run. ``ask`` is what it asks next, ``None`` before that.
    """

    task: Task
    chain: Blockchain
    since: datetime
    start: Callable[[Task, Connection, Tally], Work]
    tally: Tally = field(default_factory=Tally)
    ask: Ask | None = None
    held: ExitStack | None = None
    ahead: dict[Ask, Ticket] = field(default_factory=dict)
    result: Result | None = None
    asked: int = 0
    _work: Work | None = None

    @property
    def wallet_ids(self) -> list[str]:
        """The ids of its wallets."""
        return [wallet.wallet_id for wallet in self.task.wallets]

    @property
    def next_price(self) -> int:
        """What its next request is expected to cost, in millipoints."""
        if isinstance(self.ask, AmountsAsk) and self.chain.amount_source:
            return self.chain.amount_source.price(self.ask.question)
        return self.task.requests[min(self.asked, len(self.task.requests) - 1)].millipoints

    @property
    def price_left(self) -> int:
        """What all the requests it still expects to need cost."""
        return sum(one.millipoints for one in self.task.requests[self.asked :]) or self.next_price

    @property
    def current(self) -> Outcome | None:
        """What became of its wallet already, if only what may as well wait is still asked."""
        return self.tally.current

    @property
    def is_long(self) -> bool:
        """Whether it walks through more than a page: nobody knows how long that takes when points are short."""
        return len(self.task.requests) > 1 or self.asked > 1

    def begin(self, connection: Connection) -> None:
        """Start the work: afterwards it has a question, or its result."""
        self._work = self.start(self.task, connection, self.tally)
        self._step(next)

    def answer(self, arrival: Arrival) -> None:
        """Go on with an answer: afterwards it has another question, or its result.

        Raises: SyncError and what else the work ends with.
        """
        self.asked += 1
        self._step(lambda work: work.send(arrival))

    def foresee(self, most: int) -> list[Ask]:
        """Return questions that will most likely follow and are not asked yet, so that ``most`` are asked ahead."""
        expected = [ask for ask in self.tally.expected if ask != self.ask][:most]
        for ask in [ask for ask, ticket in self.ahead.items() if ticket.is_back and ask not in expected]:
            if ask != self.ask:
                del self.ahead[ask]
        return [ask for ask in expected if ask not in self.ahead][: max(0, most - len(self.ahead))]

    def halve(self) -> list["Job"]:
        """Return two jobs for the two halves of its wallets."""
        return [
            Job(task, self.chain, self.since, self.start) for task in self.task.halve(self.chain.prices.price_rows(1))
        ]

    def close(self) -> None:
        """Let go of the wallets."""
        self.ask = None
        if self._work:
            self._work.close()
        if self.held:
            self.held.close()
            self.held = None

    def _step(self, go: Callable[[Work], Ask]) -> None:
        if self._work is None:
            raise AssertionError("a job is begun before it is answered")
        try:
            self.ask = go(self._work)
        except StopIteration as end:
            self.ask, self.result = None, end.value
