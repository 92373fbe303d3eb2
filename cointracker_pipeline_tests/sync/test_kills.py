"""A sync that is killed at any moment goes on where it stopped: nothing is lost, nothing is paid for twice."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from cointracker_pipeline.chains.bitcoin import CHAIN as BITCOIN
from cointracker_pipeline.domain.cursor import OVERLAP_ROWS
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.sandbox.running import RunningSandbox, running_sandbox
from cointracker_pipeline.storage.warehouse import Warehouse, read_cursor
from cointracker_pipeline.sync.progress import Progress
from cointracker_pipeline_tests.sync.processes import running
from cointracker_pipeline_tests.sync.world import Stand, make_settings, standing

ROWS, PAGE = 60_000, 2_000
PAGED_BITCOIN = replace(BITCOIN, page_limit=PAGE)
PAGES_NEEDED = 1 + -(-(ROWS - PAGE) // (PAGE - OVERLAP_ROWS))
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
    with Warehouse(home / "cointracker.duckdb").transaction() as connection:
        walk = read_cursor(connection, WALLET.wallet_id).walk
    return walk.rows_read if walk else 0


def check_truth(stand: Stand) -> None:
    """Compare the store with what there is."""
    assert stand.stored_rows(WALLET) == stand.true_rows(WALLET)
    assert stand.breaches() == {}


def test_ten_kills_lose_nothing_and_pay_for_no_stored_page_again(sandbox: RunningSandbox, tmp_path: Path) -> None:
    """Only a page that was in flight may be asked for once more; nothing is stored twice or missing."""
    random = Random(7)
    sandbox.control.requests(clear=True)
    with standing(sandbox, tmp_path, PAGED_BITCOIN) as stand:
        stand.track(WALLET)
        read = 0
        for _ in range(10):
            seen = len(stand.pages())
            now_read = kill_after(sandbox, tmp_path, random.randint(1, 3), random.uniform(0, 0.06))
            offsets = [offset for offset, _ in stand.pages()[seen:]]
            assert offsets[0] == max(0, read - OVERLAP_ROWS)
            assert now_read >= read
            read = now_read
        seen = len(stand.pages())
        assert 0 < read < ROWS
        assert stand.sync([WALLET]).failures == []
        assert stand.pages()[seen][0] == read - OVERLAP_ROWS
        assert PAGES_NEEDED <= len(stand.pages()) <= PAGES_NEEDED + 10
        check_truth(stand)


def test_a_killed_sync_goes_on_after_the_chain_did(sandbox: RunningSandbox, tmp_path: Path) -> None:
    """Payments and a reorganisation while nobody reads: one look at the news more, and all is right."""
    sandbox.control.mine("bitcoin", blocks=3, per_block=10, addresses=[WALLET.address])
    with standing(sandbox, tmp_path, PAGED_BITCOIN) as stand:
        stand.track(WALLET)
        read = kill_after(sandbox, tmp_path, 5, 0.01)
        sandbox.control.reorganise("bitcoin", 2, "move")
        sandbox.control.mine("bitcoin", blocks=2, per_block=20, addresses=[WALLET.address])
        seen = len(stand.pages())
        assert stand.sync([WALLET]).failures == []
        offsets = [offset for offset, _ in stand.pages()[seen:]]
        assert offsets[0] == read - OVERLAP_ROWS
        assert offsets[-1] == 0
        assert offsets.count(0) == 1
        check_truth(stand)
