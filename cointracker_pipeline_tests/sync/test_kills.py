"""A sync that is killed at any moment goes on where it stopped: no page is asked for again whose rows were stored.

Pages that were downloaded and not yet stored when the process died may be paid for once more, those and no others.
"""

import time
from collections.abc import Iterator
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path
from random import Random
from typing import get_args

import pytest

from cointracker_pipeline.chains.bitcoin import CHAIN as BITCOIN
from cointracker_pipeline.domain.cursor import OVERLAP_ROWS
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.sandbox.running import RunningSandbox, running_sandbox
from cointracker_pipeline.storage.warehouse import Warehouse, read_cursor
from cointracker_pipeline.sync.progress import Progress
from cointracker_pipeline_tests.sync.mortal import Life, Moment, sync_until_killed
from cointracker_pipeline_tests.sync.moving import CHAIN, PAGES, add_wallets, balance_rows, check_truth, quiet_night
from cointracker_pipeline_tests.sync.processes import running
from cointracker_pipeline_tests.sync.world import SMALL_BITCOIN, Stand, make_settings, standing

ROWS, PAGE = 80_000, 1_000
PAGED_BITCOIN = replace(BITCOIN, page_limit=PAGE)
KILLS_AFTER_PAGES = (1, 2, 3, 1, 2, 12, 1, 3, 2, 4)
WALLET = Wallet("bitcoin", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa")


def sync_once(home: Path, base_url: str) -> None:
    """Sync the wallet, in a process that is going to be killed."""
    from cointracker_pipeline.pipeline import open_pipeline

    with open_pipeline(make_settings(home, base_url)) as pipeline:
        pipeline.chains[PAGED_BITCOIN.name] = PAGED_BITCOIN
        pipeline.sync([WALLET], "killed", lambda _: None, Progress())


@pytest.fixture
def sandbox() -> Iterator[RunningSandbox]:
    """A sandbox with one wallet of many pages."""
    with running_sandbox(wallets=0) as sandbox:
        sandbox.control.add_wallet("bitcoin", WALLET.address, ROWS)
        yield sandbox


def kill_after(sandbox: RunningSandbox, home: Path, pages: int, delay_seconds: float) -> int:
    """Start a sync, kill it some time after so many pages were asked for, and return the rows read by then."""
    goal = sandbox.service.journal.count + pages
    with running(sync_once, home, sandbox.base_url) as process:
        while sandbox.service.journal.count < goal and process.is_alive():
            time.sleep(0.0005)
        time.sleep(delay_seconds)
        process.kill()
        process.join()
    return rows_stored(home, WALLET)


def rows_stored(home: Path, wallet: Wallet) -> int:
    """Return how many rows of a walk that is under way are stored."""
    with Warehouse(home / "cointracker.duckdb").transaction() as connection:
        walk = read_cursor(connection, wallet.wallet_id).walk
    return walk.rows_read if walk else 0


def count_pages(rows: int) -> int:
    """Return how many pages it takes to read so many rows."""
    return 1 + -(-(rows - PAGE) // (PAGE - OVERLAP_ROWS)) if rows else 0


def check_resumed(offsets: list[int], read: int) -> None:
    """Check that no page was asked for whose rows were stored; where it goes on, two pages share a few rows."""
    assert min(offsets) >= max(0, read - OVERLAP_ROWS)


def test_ten_kills_lose_nothing_and_pay_for_no_stored_page_again(sandbox: RunningSandbox, tmp_path: Path) -> None:
    """In all, each page is paid for once, and once more for each time that it was lost with a process."""
    random = Random(7)
    sandbox.control.requests(clear=True)
    with standing(sandbox, tmp_path, PAGED_BITCOIN) as stand:
        stand.track(WALLET)
        read = lost = 0
        for pages in KILLS_AFTER_PAGES:
            seen = len(stand.pages())
            now_read = kill_after(sandbox, tmp_path, pages, random.uniform(0, 0.06))
            asked = stand.pages()[seen:]
            check_resumed([offset for offset, _ in asked], read)
            assert now_read >= read
            lost += len(asked) - (count_pages(now_read) - count_pages(read))
            read = now_read
        seen = len(stand.pages())
        assert 0 < read < ROWS
        assert stand.sync([WALLET]).failures == []
        check_resumed([offset for offset, _ in stand.pages()[seen:]], read)
        assert count_pages(ROWS) <= len(stand.pages()) <= count_pages(ROWS) + lost
        check_truth(stand, WALLET)


def test_a_killed_sync_goes_on_after_the_chain_did(sandbox: RunningSandbox, tmp_path: Path) -> None:
    """Payments and a reorganisation while nobody reads: one look at the news more, and all is right."""
    sandbox.control.mine("bitcoin", blocks=3, per_block=10, addresses=[WALLET.address])
    with standing(sandbox, tmp_path, PAGED_BITCOIN) as stand:
        stand.track(WALLET)
        read = kill_after(sandbox, tmp_path, 12, 0.01)
        assert 0 < read < ROWS
        sandbox.control.reorganise("bitcoin", 2, "move")
        sandbox.control.mine("bitcoin", blocks=2, per_block=20, addresses=[WALLET.address])
        seen = len(stand.pages())
        assert stand.sync([WALLET]).failures == []
        offsets = [offset for offset, _ in stand.pages()[seen:]]
        check_resumed([offset for offset in offsets if offset], read)
        assert offsets.count(0) == 1
        check_truth(stand, WALLET)


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("count", [2, 5])
@pytest.mark.parametrize("moment", get_args(Moment))
def test_a_kill_at_a_chosen_moment_loses_what_was_not_stored(
    small: Stand, moment: Moment, count: int, full: bool
) -> None:
    """After an answer, before a commit, after one: what was stored counts, and the rest is read anew."""
    (wallet,) = add_wallets(small, 140)
    if full:
        quiet_night(small, wallet)
    settings = small.pipeline.settings
    assert sync_until_killed(settings, [wallet], [SMALL_BITCOIN], Life(moment, count), full=full)
    read = rows_stored(settings.home, wallet)
    small.sandbox.control.requests(clear=True)
    assert small.sync([wallet], full=full).failures == []
    check_resumed([offset for offset, _ in small.pages()], read)
    check_truth(small, wallet)


@pytest.mark.parametrize("count", [3, 4, 6])
@pytest.mark.parametrize("moment", get_args(Moment))
def test_wallets_that_were_proven_before_a_kill_are_not_read_again(small: Stand, moment: Moment, count: int) -> None:
    """Of many that share requests; the others are, and then all are right."""
    wallets = add_wallets(small, 1, 4, 9, 14, 20, 24, 2, 7, 40, 0)
    small.sandbox.control.mine(CHAIN, blocks=20)
    settings = small.pipeline.settings
    assert sync_until_killed(settings, wallets, [SMALL_BITCOIN], Life(moment, count), full=False)
    proven = [name.partition(":")[2] for name, row in balance_rows(small).items() if row.proven]
    small.sandbox.control.requests(clear=True)
    quiet_night(small, *wallets)
    asked = [
        one["path"]
        for one in small.sandbox.control.requests()["requests"]
        if fnmatchcase(one["path"], PAGES) and one["params"]["limit"] != "0,0"  # the sweep reads no rows
    ]
    assert not [address for address in proven if any(address in path for path in asked)]
