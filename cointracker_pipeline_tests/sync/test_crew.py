"""Jobs at work: several in flight, one commit for all that came back, and nothing lost whatever goes wrong."""

import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier, Event, Timer

import pytest

from cointracker_pipeline.errors import QuotaError, TransientError
from cointracker_pipeline.storage.warehouse import Warehouse
from cointracker_pipeline_tests.domain.paper_chain import make_row
from cointracker_pipeline_tests.sync.busy import Busy, Shift, names_of
from cointracker_pipeline_tests.sync.world import SMALL_BITCOIN

TOMORROW = datetime(2026, 1, 3, tzinfo=UTC)
SPENT = QuotaError("Today's points are spent.", TOMORROW)
OFFSETS = [0, 25, 50, 75]
"""The pages of a hundred rows, ten of them shared by two pages."""


@pytest.fixture
def shift(tmp_path: Path) -> Shift:
    """A run in an empty home."""
    return Shift(tmp_path)


@pytest.mark.parametrize("parallel", [1, 3])
def test_as_many_requests_are_in_flight_as_the_reader_allows(shift: Shift, parallel: int) -> None:
    """Not one more, and each wallet is asked for once."""
    shift.reader.parallel = parallel
    together = Barrier(parallel)
    shift.reader.before = {(name, 0): lambda: together.wait(5) for name in "abcdef"}
    assert names_of(shift.over("abcdef").outcomes) == list("abcdef")
    assert shift.reader.most_at_once == parallel
    assert sorted(shift.reader.asked) == [(name, 0) for name in "abcdef"]


def test_a_wallet_that_is_named_twice_is_asked_for_once(shift: Shift) -> None:
    """And stands in the report once."""
    assert names_of(shift.over("abba").outcomes) == ["a", "b"]
    assert sorted(shift.reader.asked) == [("a", 0), ("b", 0)]
    assert shift.progress.wallets_total == 2


def test_answers_that_come_together_are_stored_together(shift: Shift) -> None:
    """One transaction for what is known, one for what is asked first, and fewer for the answers than there are."""
    shift.reader.parallel = 6
    together = Barrier(6)
    shift.reader.before = {(name, 0): lambda: together.wait(5) for name in "abcdef"}
    shift.over("abcdef")
    assert 3 <= shift.warehouse.count < 2 + 6


def test_pages_that_follow_for_sure_are_asked_ahead(shift: Shift) -> None:
    """Each once, none beyond the end, and never more at once than allowed."""
    shift.reader.lengths = {"a": 100}
    (outcome,) = shift.over("a").outcomes
    assert sorted(shift.reader.asked) == [("a", offset) for offset in OFFSETS]
    assert 2 <= shift.reader.most_at_once <= 4
    assert (outcome.pages, outcome.rows_added, outcome.millipoints) == (4, 100, 8_000)
    assert shift.progress.millipoints == 8_000


def test_rows_that_wait_are_not_taken_for_another_page(shift: Shift) -> None:
    """The first page's count includes them, the pages after it do not show them."""
    shift.reader.lengths = {"a": 37}
    shift.reader.pending = [make_row(f"waits-{place}", None, minute=10**6) for place in range(3)]
    assert shift.over("a").outcomes[0].balance.proven
    assert shift.reader.asked == [("a", 0), ("a", 12)]


def test_an_error_ahead_waits_for_its_turn(shift: Shift) -> None:
    """Pages before it are stored though it came first; the next run goes on at its place."""
    shift.reader.lengths = {"a": 100}
    failed = Event()
    shift.reader.before = {("a", 25): lambda: failed.wait(5), ("a", 75): failed.set}
    shift.reader.troubles = {("a", 75): TransientError("down")}
    assert names_of(shift.over("a").failed) == ["a"]
    assert shift.count_rows("a") == 75
    shift.reader.troubles.clear()
    shift.reader.asked.clear()
    assert shift.over("a").failures == []
    assert shift.reader.asked == [
        ("a", 65),
        ("a", 80),
    ]  # with the usual overlap: nobody knows whether a block was found
    assert shift.count_rows("a") == 100


def test_points_that_are_spent_leave_nothing_behind_that_was_paid(shift: Shift) -> None:
    """What was in flight is stored, pages ahead of their turn too; the rest waits until there are points again."""
    shift.reader.lengths = {"a": 100}
    shift.reader.before = {("a", 0): lambda: time.sleep(0.3), ("c", 0): lambda: time.sleep(0.3)}
    shift.reader.troubles = {("b", 0): SPENT}
    shift.reader.parallel = 3
    report = shift.over("abcdef")
    assert names_of(report.outcomes) == ["c"]
    assert names_of(report.waiting) == ["a", "b", "d", "e", "f"]
    assert (report.failed, report.stopped, report.resume_at) == ([], str(SPENT), TOMORROW)
    assert shift.count_rows("a") == 25
    shift.reader.troubles.clear()
    shift.reader.asked.clear()
    assert len(shift.over("abdef").outcomes) == 5
    assert ("a", 0) not in shift.reader.asked


def test_a_store_that_fails_fails_whom_it_touched(shift: Shift) -> None:
    """Once each, walks in their middle too; the others go on."""
    shift.reader.lengths = {"a": 100}
    shift.reader.parallel = 1
    shift.warehouse.broken = lambda number: number == 3
    report = shift.over("abc")
    assert names_of(report.failed) == ["a", "b"]
    assert names_of(report.outcomes) == ["c"]
    assert sorted(shift.told) == ["a", "b", "c"]
    assert [shift.count_rows(name) for name in "abc"] == [0, 0, 4]


def test_a_store_that_cannot_be_opened_once_loses_no_wallet(shift: Shift) -> None:
    """The answers in hand are lost and say so; nobody waits for them for ever."""
    shift.reader.parallel = 2
    shift.warehouse.refused = lambda number: number == 3
    report = shift.over("abcd")
    assert names_of(report.failed) == ["a", "b"]
    assert names_of(report.outcomes) == ["c", "d"]


@pytest.mark.parametrize("first", [2, 3, 4])
def test_a_store_that_cannot_be_opened_any_more_ends_the_run(shift: Shift, first: int) -> None:
    """Every wallet stands in the report once."""
    shift.reader.parallel = 1
    shift.warehouse.refused = lambda number: number >= first
    report = shift.over("abcd")
    assert sorted(names_of(report.failures) + names_of(report.outcomes)) == list("abcd")
    assert report.stopped == "the file cannot be opened"
    assert len(shift.reader.asked) == first - 2


def test_pages_that_wait_for_those_before_them_do_not_fill_the_memory(shift: Shift) -> None:
    """While the first pages of two walks hang, no more is asked ahead than may be in flight."""
    shift.reader.lengths = {"a": 200, "b": 200}
    shift.reader.before = {(name, 15): lambda: time.sleep(0.6) for name in "ab"}
    unprocessed: list[int] = []
    shift.reader.look = lambda: unprocessed.append(len(shift.reader.asked) - shift.progress.pages)
    assert len(shift.over("ab").outcomes) == 2
    assert max(unprocessed) <= shift.reader.parallel


def test_a_giant_does_not_hold_back_the_rounds_of_the_others(shift: Shift) -> None:
    """Wallets of unknown length come in portions; a walk of many pages is given half of the points meanwhile."""
    shift.chain = replace(SMALL_BITCOIN, set_limit=2)
    shift.reader = Busy({"giant": 600}, parallel=1, spent=SPENT, spent_after=3)
    shift.over(["giant"])
    shift.reader.spent_after = 3 + 27
    small = [f"small-{place}" for place in range(12)]
    report = shift.over(["giant", *small])
    assert names_of(report.outcomes) == sorted(small)
    assert names_of(report.waiting) == ["giant"]
    assert sum(name == "giant" for name, _ in shift.reader.asked) >= 12


def test_an_interrupt_lets_go_of_everything(shift: Shift) -> None:
    """What was stored stays, no wallet stays locked, and the next run goes on."""
    shift.reader.lengths = {"a": 100}
    shift.interrupt = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        shift.over("abcdef")
    held = Warehouse(shift.warehouse.path).try_hold_wallets([f"bitcoin:{name}" for name in "abcdef"])
    assert held is not None
    held.close()
    shift.interrupt = None
    assert len(shift.over("abcdef").outcomes) == 6
    assert shift.count_rows("a") == 100


def test_wallets_that_another_run_holds_come_last(shift: Shift) -> None:
    """They are waited for when nothing else is left to do."""
    held = Warehouse(shift.warehouse.path).try_hold_wallets(["bitcoin:a"])
    assert held is not None
    release = Timer(2.0, held.close)
    release.start()
    report = shift.over("abc")
    release.join()
    assert report.failures == []
    assert shift.told == ["b", "c", "a"]
