"""A wallet with more rows than the API can show: as far as possible, marked, and never proven."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.sandbox.running import running_sandbox
from cointracker_pipeline.storage.warehouse import read_cursor
from cointracker_pipeline_tests.sync.moving import CHAIN, add_wallets, balance_rows, check_truth, pay, quiet_night
from cointracker_pipeline_tests.sync.world import SMALL_BITCOIN, Stand, StoredRow, standing

REACH = 75
SHALLOW = replace(SMALL_BITCOIN, offset_limit=REACH - SMALL_BITCOIN.page_limit)


@pytest.fixture
def shallow(tmp_path: Path) -> Iterator[Stand]:
    """A home before a chain of which only the newest 75 rows of an address can be read."""
    with running_sandbox(wallets=0) as sandbox, standing(sandbox, tmp_path, SHALLOW) as stand:
        yield stand


def newest(stand: Stand, wallet: Wallet, count: int) -> list[StoredRow]:
    """Return the newest rows there are, in the order of stored ones."""
    hashes = {row["hash"] for row in stand.truth(wallet)["transactions"][:count]}
    return [row for row in stand.true_rows(wallet) if row[0] in hashes]


def check_incomplete(stand: Stand, wallet: Wallet, rows: list[StoredRow]) -> None:
    """Check that these rows are stored, and that nothing says that they are all."""
    assert stand.stored_rows(wallet) == rows
    assert not balance_rows(stand)[wallet.wallet_id].proven
    with stand.pipeline.warehouse.transaction() as connection:
        cursor = read_cursor(connection, wallet.wallet_id)
    assert not cursor.reachable
    assert any(wallet.wallet_id in one for found in stand.breaches().values() for one in found)


@pytest.mark.parametrize("full", [False, True])
def test_a_wallet_beyond_reach_is_synced_as_far_as_possible(shallow: Stand, full: bool) -> None:
    """It is no failure, costs no endless reading, and is incomplete however often it is read."""
    (wallet,) = add_wallets(shallow, 130)
    for _ in range(2):
        shallow.sandbox.control.requests(clear=True)
        assert shallow.sync([wallet], full=full).failures == []
        check_incomplete(shallow, wallet, newest(shallow, wallet, REACH))
        assert len(shallow.pages()) <= 8


def test_a_sum_that_happens_to_be_right_proves_nothing(shallow: Stand) -> None:
    """The rows out of reach come to nothing, so the sum is the chain's: still incomplete."""
    (wallet,) = add_wallets(shallow, 0)
    pay(shallow, wallet, 500)
    pay(shallow, wallet, -500)
    for _ in range(REACH):
        pay(shallow, wallet, 3)
    assert shallow.sync([wallet]).failures == []
    assert balance_rows(shallow)[wallet.wallet_id].balance == shallow.truth(wallet)["totals"]["balance"]
    check_incomplete(shallow, wallet, newest(shallow, wallet, REACH))


def test_the_last_row_within_reach_completes_a_history(shallow: Stand) -> None:
    """As many rows as can be read are all there are: proven. One more than that: not."""
    within, beyond = add_wallets(shallow, REACH, REACH + 1)
    assert shallow.sync([within]).failures == []
    check_truth(shallow, within)
    assert shallow.sync([beyond]).failures == []
    check_incomplete(shallow, beyond, newest(shallow, beyond, REACH))


def test_news_of_a_wallet_beyond_reach_is_stored(shallow: Stand) -> None:
    """Its newest rows go on, night by night, on top of those it has; other wallets are proven beside it."""
    (wallet,) = add_wallets(shallow, 130)
    others = add_wallets(shallow, 3, 9)
    assert shallow.sync_due()[1].failures == []
    for night in range(1, 3):
        pay(shallow, wallet, 5)
        pay(shallow, others[0], 6)
        assert shallow.sync_due()[1].failures == []
        check_incomplete(shallow, wallet, newest(shallow, wallet, REACH + night))
        assert all(balance_rows(shallow)[one.wallet_id].proven for one in others)


def test_a_wallet_that_grows_beyond_reach_stays_complete(shallow: Stand) -> None:
    """What was stored while it could be read is proven further on; it is never read from scratch for nothing."""
    (wallet,) = add_wallets(shallow, REACH - 5)
    quiet_night(shallow, wallet)
    for _ in range(3):
        shallow.sandbox.control.mine(CHAIN, blocks=4, per_block=3, addresses=[wallet.address])
        quiet_night(shallow, wallet)
    assert len(shallow.stored_rows(wallet)) > REACH
