"""A reader that is asked from several threads, and a warehouse that counts and can fail."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cointracker_pipeline.blockchair.bitcoin_like import BitcoinLike
from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.domain.exact import AmountQuestion, ExactAmounts
from cointracker_pipeline.domain.history import Balances, HistoryPage, SetPage
from cointracker_pipeline.domain.transaction import Transaction
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.errors import HomeError, ProviderError
from cointracker_pipeline.storage.warehouse import Connection, Warehouse
from cointracker_pipeline.sync.desk import Desk, Outcome
from cointracker_pipeline.sync.progress import Progress
from cointracker_pipeline.sync.report import Failure, Report
from cointracker_pipeline.sync.run import sync_wallets
from cointracker_pipeline.sync.subject import Subject
from cointracker_pipeline_tests.domain.paper_chain import PaperChain, make_rows
from cointracker_pipeline_tests.sync.paper import read_clock
from cointracker_pipeline_tests.sync.world import SMALL_BITCOIN

Place = tuple[str, int]
"""An address and an offset."""


@dataclass(slots=True)
class Busy:
    """Serves each wallet rows of its own, as many as ``lengths`` says; a ``ChainReader``.

    A place in ``before`` is answered after what stands there was called; one in ``troubles`` raises.
    """

    lengths: dict[str, int] = field(default_factory=dict)
    parallel: int = 4
    before: dict[Place, Callable[[], object]] = field(default_factory=dict)
    troubles: dict[Place, BaseException] = field(default_factory=dict)
    pending: list[Transaction] = field(default_factory=list)
    spent_after: int | None = None
    spent: ProviderError | None = None
    asked: list[Place] = field(default_factory=list)
    most_at_once: int = 0
    look: Callable[[], object] = lambda: None
    _now: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def parallel_requests(self) -> int:
        """As many as was said."""
        return self.parallel

    def fetch_page(
        self, chain: Blockchain, address: str, *, offset: int, limit: int, confirmed_only: bool
    ) -> HistoryPage:
        """Return a page of the wallet's rows."""
        with self._entered((address, offset)) as place:
            self.before.get(place, lambda: time.sleep(0.005))()
            if place in self.troubles:
                raise self.troubles[place]
            rows = make_rows(range(self.lengths.get(address, 4)))
            return PaperChain(rows, pending=self.pending).serve(offset, limit, confirmed_only=confirmed_only)

    def fetch_set(self, chain: Blockchain, addresses: Sequence[str], *, limit: int, confirmed_only: bool) -> SetPage:
        """Answer nothing: these wallets are asked for one by one."""
        raise AssertionError(addresses)

    def fetch_balances(self, chain: Blockchain, addresses: Sequence[str]) -> Balances:
        """Answer nothing."""
        raise AssertionError(addresses)

    def fetch_amounts(self, chain: Blockchain, question: AmountQuestion) -> ExactAmounts:
        """Answer nothing: every amount is exact."""
        raise AssertionError(question)

    @contextmanager
    def _entered(self, place: Place) -> Iterator[Place]:
        with self._lock:
            if self.spent and len(self.asked) == self.spent_after:
                raise self.spent
            self.asked.append(place)
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
            self.look()
        try:
            yield place
        finally:
            with self._lock:
                self._now -= 1


class CountedWarehouse(Warehouse):
    """Counts its transactions; some are ``refused`` before they begin, some are ``broken`` at their end."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.count = 0
        self.refused: Callable[[int], bool] = lambda _: False
        self.broken: Callable[[int], bool] = lambda _: False

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Open the file for one transaction."""
        self.count += 1
        number = self.count
        if self.refused(number):
            raise HomeError("the file cannot be opened")
        with super().transaction() as connection:
            yield connection
            if self.broken(number):
                raise HomeError("the disk is full")


@dataclass(slots=True)
class Shift:
    """A run of a busy reader over wallets named by letters; a ``Watcher``."""

    home: Path
    reader: Busy = field(default_factory=Busy)
    progress: Progress = field(default_factory=Progress)
    told: list[str] = field(default_factory=list)
    interrupt: BaseException | None = None
    chain: BitcoinLike = SMALL_BITCOIN
    warehouse: CountedWarehouse = field(init=False)

    def __post_init__(self) -> None:
        self.warehouse = CountedWarehouse(self.home / "w.duckdb")

    def over(self, names: Sequence[str]) -> Report:
        """Sync wallets in this order, each by itself."""
        desk = Desk(self.reader, self.warehouse, (), read_clock, self.progress)
        subjects = [Subject(Wallet("bitcoin", name)) for name in names]
        return sync_wallets(subjects, {"bitcoin": self.chain}, desk, self, sharing="never")

    def begin(self, wallets: Sequence[Wallet]) -> None:
        """Keep nothing."""

    def end(self, results: Sequence[Outcome | Failure]) -> None:
        """Note who ended."""
        self.told += [one.wallet.address for one in results]
        if self.interrupt:
            raise self.interrupt

    def count_rows(self, name: str) -> int:
        """Return how many rows of a wallet are stored."""
        with self.warehouse.transaction() as connection:
            sql = "select count(*) from transactions where wallet_id = ?"
            (count,) = connection.execute(sql, [f"bitcoin:{name}"]).fetchall()[0]
            return int(count)


def names_of(results: Sequence[Outcome] | Sequence[Failure]) -> list[str]:
    """Return the wallets' letters, in order."""
    return sorted(one.wallet.address for one in results)
