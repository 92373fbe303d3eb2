"""One wallet is read, stored and proven, and every rung of the ladder is climbed only when it must be."""

from dataclasses import replace

import pytest

from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.domain.history import HistoryPage
from cointracker_pipeline.errors import MismatchError, SyncError, TransientError
from cointracker_pipeline.storage.warehouse import Differences
from cointracker_pipeline.sync.walk import MOST_RETREATS
from cointracker_pipeline_tests.domain.paper_chain import PAGE_MILLIPOINTS, PaperChain, make_row, make_rows
from cointracker_pipeline_tests.sync.paper import NOW, Desk
from cointracker_pipeline_tests.sync.world import SMALL_BITCOIN

LOOK, CONFIRMED_LOOK = (0, False), (0, True)


class Contradicting(PaperChain):
    """Says that there is more, and then shows nothing."""

    def fetch_page(
        self, chain: Blockchain, address: str, *, offset: int, limit: int, confirmed_only: bool
    ) -> HistoryPage:
        """Return the first page for the first page, and an empty one for any other."""
        page = self.serve(offset, limit, confirmed_only=confirmed_only)
        return page if offset == 0 else self.serve(10**6, limit, confirmed_only=True)


def test_a_wallet_of_one_page_costs_one_page(desk: Desk) -> None:
    """Its rows are stored, its balance is proven at the height of the answer."""
    desk.paper.rows = make_rows(range(20))
    outcome = desk.refresh()
    assert (outcome.rows_added, outcome.rows_removed, outcome.pages, outcome.millipoints) == (
        20,
        0,
        1,
        PAGE_MILLIPOINTS,
    )
    assert outcome.balance.proven
    assert (outcome.balance.tip_height, outcome.balance.checked_at) == (1_000, NOW)
    assert desk.is_right()
    assert desk.asked() == [LOOK]


def test_a_second_refresh_finds_nothing_to_change(desk: Desk) -> None:
    """One page again, and no row comes or goes."""
    desk.paper.rows = make_rows([*range(40), 998, 999])
    assert desk.refresh().changed
    desk.asked()
    outcome = desk.refresh()
    assert not outcome.changed
    assert desk.asked() == [LOOK]


def test_a_never_seen_address_is_proven_empty(desk: Desk) -> None:
    """Zero is a balance like any other."""
    outcome = desk.refresh()
    assert outcome.balance.proven
    assert (outcome.balance.balance, outcome.changed) == (0, False)


def test_a_wallet_that_is_emptied_and_filled_again_is_right(desk: Desk) -> None:
    """Both are rows like any other."""
    desk.paper.rows = [make_row("in", 10, 5)]
    desk.refresh()
    desk.paper.mine(make_row("out", 1_001, -5))
    assert desk.refresh().balance.balance == 0
    desk.paper.mine(make_row("again", 1_002, 7))
    assert desk.refresh().balance.balance == 7
    assert desk.is_right()


def test_a_waiting_row_below_the_first_page_needs_no_full_walk(desk: Desk) -> None:
    """The totals speak of a row that the page does not show: confirmed rows alone settle it."""
    desk.paper.rows = make_rows(range(60))
    desk.paper.pending = [make_row("hidden", None, 3, minute=5)]
    desk.refresh()
    desk.asked()
    desk.paper.mine(make_row("news", 1_001, 4))
    assert desk.refresh().balance.proven
    assert desk.asked() == [LOOK, CONFIRMED_LOOK]
    assert desk.is_right()


def test_as_many_waiting_rows_as_a_page_holds_hide_no_confirmed_one(desk: Desk) -> None:
    """They are stored, and the confirmed rows are read next: none that is stored leaves on their account."""
    desk.paper.rows = make_rows([*range(30), 998, 999])
    desk.refresh()
    desk.asked()
    desk.paper.pending = [make_row(f"waits-{number}", None, 3, minute=20_000 + number) for number in range(25)]
    outcome = desk.refresh()
    assert outcome.balance.proven
    assert not outcome.changed
    assert desk.asked() == [LOOK, CONFIRMED_LOOK]
    assert len(desk.hashes("pending_transactions")) == 25


def test_a_missing_old_row_is_found_by_a_full_walk(desk: Desk) -> None:
    """Two looks at the news do not explain the difference, reading everything does; no other row is touched."""
    desk.paper.rows = make_rows(range(60))
    desk.refresh()
    desk.run("delete from transactions where block_height = 3")
    desk.asked()
    outcome = desk.refresh()
    assert desk.asked() == [LOOK, CONFIRMED_LOOK, CONFIRMED_LOOK, (18, True), (35, True)]
    assert (outcome.rows_added, outcome.rows_removed) == (1, 0)
    assert outcome.balance.proven
    assert desk.is_right()


def test_a_lasting_difference_is_an_error_that_says_how_much(desk: Desk) -> None:
    """In coins; the balance is stored as not proven, and the rows stay readable."""
    desk.paper.rows = make_rows(range(30))
    desk.refresh()
    desk.paper.balance_error = -3
    with pytest.raises(MismatchError, match=r"sum to 0\.00000465 BTC.* 0\.00000462 BTC.*difference is 0\.00000003 BTC"):
        desk.refresh()
    assert desk.run("select balance::bigint, chain_balance::bigint, proven from wallet_balances") == [(465, 462, False)]
    assert desk.is_right()
    desk.paper.balance_error = 0
    assert desk.refresh().balance.proven


def test_a_missing_row_is_an_error_even_when_the_sum_is_right(desk: Desk) -> None:
    """The number of transactions is part of the proof."""
    desk.paper.rows = make_rows(range(30))
    desk.refresh()
    desk.paper.rows.append(make_row("moved nothing", 0, 0))
    assert desk.refresh().balance.proven
    assert desk.is_right()


def test_a_block_between_two_pages_is_looked_at_again(desk: Desk) -> None:
    """A reorganisation may move a row that had been read: the sums are the same, the row must not be stale."""
    desk.paper.rows = [make_row("moved", 998), *make_rows(range(60))]

    def reorganise() -> None:
        desk.paper.rows[0] = make_row("moved", 999)
        desk.paper.tip_height = 1_001

    desk.paper.between[1] = reorganise
    assert desk.refresh().balance.proven
    assert desk.asked()[-1] == LOOK
    assert desk.is_right()


def test_payments_during_a_full_walk_are_no_mismatch(desk: Desk) -> None:
    """However often the wallet moves while all of it is read."""
    desk.paper.rows = make_rows(range(90))
    for page in range(1, 5):
        desk.paper.between[page] = lambda page=page: desk.paper.mine(make_row(page, 1_000 + page, 9))  # type: ignore[misc]
    assert desk.refresh(full=True).balance.proven
    assert desk.is_right()


def test_a_row_unconfirmed_by_a_reorganisation_waits_through_a_long_walk(desk: Desk) -> None:
    """While its old block is still stored, below the first page, it is not taken for confirmed."""
    desk.paper.rows = [*make_rows([998] * 30), make_row("thrown back", 997, 5), *make_rows(range(5))]
    desk.refresh()
    thrown = desk.paper.rows.pop(30)
    desk.paper.pending = [make_row("thrown back", None, thrown.balance_change, minute=99_999)]
    desk.paper.tip_height = 1_001
    assert desk.refresh().balance.proven
    assert desk.hashes("pending_transactions") == {"hash-thrown back"}
    assert desk.is_right()


def test_a_waiting_row_that_is_confirmed_waits_no_longer(desk: Desk) -> None:
    """It is stored once, in its block."""
    desk.paper.pending = [make_row("a", None, 5, minute=10_001)]
    desk.refresh()
    assert desk.run("select pending_change::bigint, balance::bigint from wallet_balances") == [(5, 0)]
    desk.paper.pending = []
    desk.paper.mine(make_row("a", 1_001, 5))
    desk.refresh()
    assert desk.hashes("pending_transactions") == set()
    assert desk.run("select pending_change::bigint, balance::bigint from wallet_balances") == [(0, 5)]


def test_a_walk_that_failed_goes_on_with_the_next_page(desk: Desk) -> None:
    """What was read before stays stored, and is not asked for again."""
    desk.paper.rows = make_rows(range(90))

    def fail() -> None:
        raise TransientError("the service is down")

    desk.paper.between[3] = fail
    with pytest.raises(TransientError):
        desk.refresh()
    assert [offset for offset, _ in desk.asked()] == [0, 22, 44]
    assert len(desk.hashes()) == 69
    desk.refresh()
    assert [offset for offset, _ in desk.asked()] == [59, 74]
    assert desk.is_right()


def test_a_full_walk_that_failed_goes_on_too(desk: Desk) -> None:
    """Asked for again in full, it does not begin anew; its rows were readable all the time."""
    desk.paper.rows = make_rows(range(90))
    desk.refresh()

    def fail() -> None:
        raise TransientError("the service is down")

    desk.asked()
    desk.paper.between[2] = fail
    with pytest.raises(TransientError):
        desk.refresh(full=True)
    assert desk.is_right()
    desk.refresh(full=True)
    assert [offset for offset, _ in desk.asked()] == [0, 22, 37, 52, 67]
    assert desk.is_right()


def test_a_service_that_contradicts_itself_does_not_cost_points_without_end(desk: Desk) -> None:
    """After some pages that lead nowhere the wallet fails, and says so."""
    reader = Contradicting(make_rows(range(60)))
    with pytest.raises(SyncError, match="contradicts itself"):
        desk.refresh(reader=reader)
    assert len(reader.asked) <= 5 * MOST_RETREATS


def test_a_wallet_that_cannot_be_reached_is_stored_and_never_proven(desk: Desk) -> None:
    """Even where its sum happens to be right; nothing is read again on that account."""
    desk.paper.rows = make_rows(range(200))
    outcome = desk.refresh(chain=replace(SMALL_BITCOIN, offset_limit=50))
    assert not outcome.balance.reachable
    assert not outcome.balance.proven
    assert len(desk.hashes()) == 75
    assert [offset for offset, _ in desk.asked()] == [0, 25, 50]


def test_rows_that_can_no_longer_be_reached_are_kept(desk: Desk) -> None:
    """A history that was stored whole while it was short stays whole and proven when all of it is read again."""
    chain = replace(SMALL_BITCOIN, offset_limit=50)
    desk.paper.rows = [make_row("same block", 15, 5), *make_rows([*range(15), *[15] * 12, *range(16, 60)])]
    desk.paper.rows.sort(key=lambda row: row.block_height or 0, reverse=True)
    assert desk.refresh(chain=chain).balance.proven
    desk.paper.mine(*(make_row(number, 1_001, 7) for number in range(100, 120)))
    assert desk.refresh(chain=chain).balance.proven
    desk.run("update transactions set block_time = block_time - interval 1 day where block_height = 40")
    outcome = desk.refresh(chain=chain, full=True)
    assert outcome.balance.proven
    assert outcome.differences == Differences(changed=1)
    assert len(desk.hashes()) == 92
    assert desk.is_right()


def test_an_incomplete_history_keeps_what_it_has(desk: Desk) -> None:
    """It goes on being incomplete, and nothing of it is lost when it is read again."""
    chain = replace(SMALL_BITCOIN, offset_limit=50)
    desk.paper.rows = make_rows(range(200))
    desk.refresh(chain=chain)
    desk.paper.mine(*(make_row(number, 1_001, 7) for number in range(300, 310)))
    desk.refresh(chain=chain)
    outcome = desk.refresh(chain=chain, full=True)
    assert not outcome.balance.reachable
    assert outcome.differences == Differences()
    assert len(desk.hashes()) == 85


def test_huge_amounts_are_exact(desk: Desk) -> None:
    """Up to 38 digits: stored, summed and compared without a rounding."""
    desk.paper.rows = [make_row("out", 20, 1 - 10**37), make_row("in", 10, 10**37 + 10**30 + 7)]
    outcome = desk.refresh()
    assert outcome.balance.balance == 10**30 + 8
    assert outcome.balance.proven
    assert desk.is_right()
    assert not desk.refresh(full=True).changed


def test_no_page_is_paid_for_that_the_rows_do_not_fill(desk: Desk) -> None:
    """A hundred rows are four pages of twenty-five: where an overlap would cost one more there is none."""
    desk.paper.rows = make_rows(range(100))
    assert desk.refresh().balance.proven
    assert [offset for offset, _ in desk.asked()] == [0, 25, 50, 75]
    assert desk.is_right()


def test_pages_overlap_again_once_a_block_is_found(desk: Desk) -> None:
    """A page that shows no known row could hide that rows have left: it is taken back, and the rest overlaps."""
    desk.paper.rows = [*make_rows([998] * 5), *make_rows(range(95))]

    def forget() -> None:
        del desk.paper.rows[:5]
        desk.paper.tip_height += 1

    desk.paper.between[2] = forget
    assert desk.refresh().balance.proven
    assert desk.is_right()
