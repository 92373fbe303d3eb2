"""A full sync reads beside what people read: until it is proven, every old row stays readable."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.errors import MismatchError
from cointracker_pipeline.sandbox.running import running_sandbox
from cointracker_pipeline.storage.warehouse import Differences, note_mismatch
from cointracker_pipeline_tests.domain.paper_chain import make_row, make_rows
from cointracker_pipeline_tests.sync.paper import Desk
from cointracker_pipeline_tests.sync.world import standing

PAGES = 4
"""Requests that ninety rows take."""


@pytest.fixture
def stored(desk: Desk) -> Desk:
    """Ninety rows, of which one is stored with another amount and one is not stored at all."""
    desk.paper.rows = make_rows(range(90))
    desk.refresh()
    desk.run("delete from transactions where block_height = 3")
    desk.run("update transactions set balance_change = 5 where block_height = 70")
    desk.asked()
    return desk


def read_rows(desk: Desk) -> list[tuple[object, ...]]:
    """Return what people read."""
    return desk.run("select tx_hash, block_height, balance_change from transactions order by all")


def test_the_old_rows_are_read_at_every_moment(stored: Desk) -> None:
    """Before each page they are what they were; after the last one they are the chain's."""
    old = read_rows(stored)
    seen: list[object] = []
    stored.paper.between = {page: lambda: seen.append(read_rows(stored)) for page in range(PAGES)}
    outcome = stored.refresh(full=True)
    assert seen == [old] * PAGES
    assert outcome.differences == Differences(missing=1, changed=1)
    assert (outcome.rows_added, outcome.rows_removed) == (2, 1)
    assert stored.is_right()


@pytest.mark.parametrize("page", range(PAGES))
def test_a_kill_in_its_middle_leaves_them_as_they_were(stored: Desk, page: int) -> None:
    """And the next one goes on where it stopped, with the page it was killed at."""
    old = read_rows(stored)

    def kill() -> None:
        raise KeyboardInterrupt

    stored.paper.between = {page: kill}
    with pytest.raises(KeyboardInterrupt):
        stored.refresh(full=True)
    assert read_rows(stored) == old
    stored.refresh(full=True)
    assert len(stored.asked()) <= PAGES + 1  # the page after a kill shows more rows again
    assert stored.is_right()


def test_a_full_sync_that_is_not_proven_changes_no_row(stored: Desk) -> None:
    """The wallet is marked, and what was read beside is forgotten."""
    old = read_rows(stored)
    stored.paper.balance_error = 1
    with pytest.raises(MismatchError):
        stored.refresh(full=True)
    assert read_rows(stored) == old
    assert stored.run("select proven from wallet_balances") == [(False,)]
    assert stored.run("select * from rebuilt_transactions") == []


def test_a_full_sync_in_a_set_forgets_what_differed_before(tmp_path: Path) -> None:
    """Wallets that are proven now are no known mismatches any more."""
    with (
        running_sandbox(wallets=3, transactions=(2, 9), chains=("bitcoin",)) as sandbox,
        standing(sandbox, tmp_path) as stand,
    ):
        wallets = [Wallet("bitcoin", str(one["address"])) for one in sandbox.control.wallets()]
        stand.track(*wallets)
        balances = [one.balance for one in stand.sync(wallets).outcomes]
        with stand.pipeline.warehouse.transaction() as connection:
            for balance in balances:
                note_mismatch(connection, balance, balance.checked_at)
        report = stand.sync(wallets, full=True)
        assert [one.differences for one in report.outcomes] == [Differences()] * 3
        with stand.pipeline.warehouse.transaction() as connection:
            assert connection.execute("select * from mismatches").fetchall() == []


def _pay(desk: Desk) -> Callable[[], None]:
    return lambda: desk.paper.mine(make_row("new", desk.paper.tip_height + 1))


@pytest.mark.parametrize("page", range(1, PAGES))
def test_payments_on_the_way_are_part_of_it(stored: Desk, page: int) -> None:
    """Whenever they come, the rows are right in the end and were never fewer."""
    stored.paper.between = {page: _pay(stored)}
    assert stored.refresh(full=True).balance.proven
    assert stored.is_right()
