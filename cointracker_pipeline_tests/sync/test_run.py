"""Many wallets in one run: every one of them has its place in the report."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.domain.exact import AmountQuestion, ExactAmounts
from cointracker_pipeline.domain.history import Balances, HistoryPage, SetPage
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.errors import (
    BlockedError,
    HomeError,
    KeyRefusedError,
    ProviderError,
    QuotaError,
    RequestRefusedError,
    TransientError,
)
from cointracker_pipeline.sandbox.limits import Plan
from cointracker_pipeline.sandbox.running import running_sandbox
from cointracker_pipeline.storage.warehouse import Warehouse
from cointracker_pipeline.sync.desk import Desk, Outcome
from cointracker_pipeline.sync.progress import Progress
from cointracker_pipeline.sync.report import Failure, Report
from cointracker_pipeline.sync.run import sync_wallets
from cointracker_pipeline.sync.sharing import Sharing
from cointracker_pipeline.sync.subject import Subject
from cointracker_pipeline_tests.domain.paper_chain import PaperChain, make_rows
from cointracker_pipeline_tests.sync.paper import read_clock
from cointracker_pipeline_tests.sync.world import SMALL_BITCOIN, standing

TOMORROW = datetime(2026, 1, 3, tzinfo=UTC)
DOWN = TransientError("the service is down")
SPENT = QuotaError("Today's points are spent.", TOMORROW)


@dataclass(slots=True)
class Troubled:
    """Serves every wallet the same rows, except those that have a trouble of their own; a ``ChainReader``."""

    troubles: dict[str, ProviderError] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    broken: HomeError | None = None

    @property
    def parallel_requests(self) -> int:
        """One request after the other."""
        return 1

    def fetch_page(
        self, chain: Blockchain, address: str, *, offset: int, limit: int, confirmed_only: bool
    ) -> HistoryPage:
        """Return a page of four rows, or raise the wallet's trouble."""
        self.asked.append(address)
        if address in self.troubles:
            raise self.troubles[address]
        return PaperChain(make_rows(range(4))).serve(offset, limit, confirmed_only=confirmed_only)

    def fetch_set(self, chain: Blockchain, addresses: Sequence[str], *, limit: int, confirmed_only: bool) -> SetPage:
        """Return the rows of all wallets together, or raise the trouble of the first that has one."""
        self.asked.append("".join(addresses))
        if self.broken:
            raise self.broken
        for address in addresses:
            if address in self.troubles:
                raise self.troubles[address]
        page = PaperChain(make_rows(range(4))).serve(0, limit, confirmed_only=confirmed_only)
        rows = dict.fromkeys(addresses, page.transactions)
        summary = replace(page.summary, transaction_count=None)
        return SetPage(page.tip_height, dict.fromkeys(addresses, summary), rows, 4 * len(addresses), limit, 2_000)

    def fetch_balances(self, chain: Blockchain, addresses: Sequence[str]) -> Balances:
        """Return what the four rows sum to."""
        return Balances(1_000, dict.fromkeys(addresses, 10), 1_000)

    def fetch_amounts(self, chain: Blockchain, question: AmountQuestion) -> ExactAmounts:
        """Answer nothing: every amount is exact."""
        raise AssertionError(question)


@dataclass(slots=True)
class Run:
    """A run over wallets named by letters, and what the watcher was told."""

    home: Path
    reader: Troubled = field(default_factory=Troubled)
    progress: Progress = field(default_factory=Progress)
    begun: list[str] = field(default_factory=list)
    told: list[tuple[str, bool]] = field(default_factory=list)
    sharing: Sharing = "never"

    def over(self, letters: str, chain: str = "bitcoin") -> Report:
        """Sync wallets in this order."""
        desk = Desk(self.reader, Warehouse(self.home / "w.duckdb"), (), read_clock, self.progress)
        subjects = [Subject(Wallet(chain, letter)) for letter in letters]
        return sync_wallets(subjects, {"bitcoin": SMALL_BITCOIN}, desk, self, sharing=self.sharing)

    def begin(self, wallets: Sequence[Wallet]) -> None:
        """Note who is read."""
        self.begun += [wallet.address for wallet in wallets]

    def end(self, results: Sequence[Outcome | Failure]) -> None:
        """Note who ended well."""
        self.told += [(one.wallet.address, isinstance(one, Outcome)) for one in results]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """A run in an empty home."""
    return Run(tmp_path)


def test_a_wallet_that_fails_neither_stops_nor_hides_the_others(run: Run) -> None:
    """The others are brought up to date, the failure has its reason."""
    run.reader.troubles = {"c": RequestRefusedError("no such address")}
    report = run.over("abcde")
    assert [one.wallet.address for one in report.outcomes] == ["a", "b", "d", "e"]
    assert report.failures == [Failure(Wallet("bitcoin", "c"), run.reader.troubles["c"])]
    assert (report.stopped, report.resume_at) == ("", None)
    assert run.told == [("a", True), ("b", True), ("c", False), ("d", True), ("e", True)]
    assert (run.progress.wallets_total, run.progress.wallets_done, run.progress.failed) == (5, 5, 1)
    assert (run.progress.pages, run.progress.rows, run.progress.millipoints) == (4, 16, 8_000)


def test_three_wallets_in_a_row_that_fail_for_the_service_are_an_outage(run: Run) -> None:
    """The rest is not tried, and says so."""
    run.reader.troubles = dict.fromkeys("bcd", DOWN)
    report = run.over("abcdef")
    assert run.reader.asked == ["a", "b", "c", "d"]
    assert report.stopped.startswith("the service failed 3 times in a row")
    assert [(one.wallet.address, one.reached) for one in report.failures] == [
        ("b", True),
        ("c", True),
        ("d", True),
        ("e", False),
        ("f", False),
    ]
    assert report.failures[-1].reason.startswith("Not reached: the service failed")
    assert run.begun == ["a", "b", "c", "d"]
    assert run.progress.wallets_done == 6


def test_failures_with_a_success_between_are_no_outage(run: Run) -> None:
    """Nor are failures that are the wallet's own."""
    run.reader.troubles = dict.fromkeys("abdegh", DOWN)
    assert run.over("abcdefghi").stopped == ""
    run.reader.troubles = dict.fromkeys("abc", RequestRefusedError("no such address"))
    report = run.over("abcd")
    assert (report.stopped, len(report.outcomes)) == ("", 1)


@pytest.mark.parametrize("error", [SPENT, KeyRefusedError("The key is not valid."), BlockedError("Blocked.")])
def test_what_concerns_every_wallet_ends_the_run_at_once(run: Run, error: ProviderError) -> None:
    """A spent budget, a refused key, a block: nobody else is asked for."""
    run.reader.troubles = {"b": error}
    report = run.over("abcd")
    assert run.reader.asked == ["a", "b"]
    assert report.stopped == str(error)
    assert [one.reached for one in report.failures] == [error is not SPENT, False, False]
    assert report.resume_at == (TOMORROW if error is SPENT else None)


def test_a_chain_that_is_not_supported_fails_its_wallets_only(run: Run) -> None:
    """The reason names the wallet and its chain."""
    report = run.over("a", chain="litecoin")
    assert report.failures[0].reason == "litecoin:a: the chain 'litecoin' is not supported."
    assert run.over("a").failures == []


def test_a_budget_that_is_spent_on_the_way_is_continued_the_next_day(tmp_path: Path) -> None:
    """With real points: what was reached is proven, the rest waits, and nothing is paid for twice."""
    with (
        running_sandbox(wallets=6, chains=("bitcoin",), plan=Plan(requests_per_minute=None)) as sandbox,
        standing(sandbox, tmp_path, points_per_day=7, batch_addresses="never") as stand,
    ):
        wallets = [Wallet("bitcoin", str(one["address"])) for one in sandbox.control.wallets()]
        report = stand.sync(wallets)
        assert len(report.outcomes) == 3
        assert (report.failed, len(report.waiting)) == ([], 3)
        assert report.resume_at is not None
        assert len(stand.pages()) == 3
        assert stand.breaches() == {}


def test_wallets_share_a_request(run: Run) -> None:
    """Five short wallets are one request, and each has its outcome."""
    run.sharing = "always"
    report = run.over("abcde")
    assert run.reader.asked == ["abcde"]
    assert [one.wallet.address for one in report.outcomes] == list("abcde")
    assert sum(one.millipoints for one in report.outcomes) == run.progress.millipoints == 2_000
    assert run.progress.rows == 20


def test_a_bad_wallet_is_found_among_those_that_share_its_request(run: Run) -> None:
    """The set is halved until it stands alone; all others are brought up to date, and it is no outage."""
    run.sharing = "always"
    run.reader.troubles = {"c": DOWN}
    report = run.over("abcdefgh")
    assert {one.wallet.address for one in report.outcomes} == set("abdefgh")
    assert report.failures == [Failure(Wallet("bitcoin", "c"), DOWN)]
    assert report.stopped == ""


def test_sets_that_fail_in_a_row_are_an_outage(run: Run) -> None:
    """Three requests in a row are enough, however many wallets they named."""
    run.sharing = "always"
    run.reader.troubles = dict.fromkeys("abcdefgh", DOWN)
    report = run.over("abcdefgh")
    assert run.reader.asked == ["abcdefgh", "abcd", "efgh"]
    assert len(report.failures) == 8
    assert not any(one.reached for one in report.failures)


def test_a_store_that_fails_is_not_paid_for_twice(run: Run) -> None:
    """What is wrong on our side is told for each wallet of the set, and nothing is asked for again."""
    run.sharing = "always"
    run.reader.broken = HomeError("the disk is full")
    report = run.over("abcd")
    assert run.reader.asked == ["abcd"]
    assert [one.reason for one in report.failures] == ["the disk is full"] * 4
