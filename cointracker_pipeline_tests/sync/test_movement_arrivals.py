"""Rows that arrive, are confirmed or vanish while a history is read."""

import pytest

from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.sandbox.rows import render_time
from cointracker_pipeline_tests.sync.moving import (
    CHAIN,
    add_wallets,
    check_honest,
    check_rows,
    check_truth,
    quiet_night,
    trade,
)
from cointracker_pipeline_tests.sync.world import SMALL_BITCOIN, Stand

MANY = (1, 3, 5, 9, 14, 20, 24, 2, 7, 40, 0)


def sync_in_motion(stand: Stand, wallets: list[Wallet], *, full: bool, every: int, per_block: int) -> list[str]:
    """Sync while blocks are found between the requests, and return why wallets failed."""
    addresses = [wallet.address for wallet in wallets]
    stand.sandbox.control.set_tick(CHAIN, every, per_block, addresses)
    report = stand.sync(wallets, full=full)
    stand.sandbox.control.set_tick(CHAIN, 0)
    return [one.reason for one in report.failures]


@pytest.mark.parametrize(
    ("full", "every", "per_block"), [(False, 1, 1), (False, 4, 9), (True, 1, 0), (True, 1, 1), (True, 2, 3)]
)
def test_rows_that_arrive_while_a_wallet_is_paged(small: Stand, full: bool, every: int, per_block: int) -> None:
    """None is missed and none is twice: the balance is proven at its height, and a quiet night later at the tip."""
    (wallet,) = add_wallets(small, 100)
    if full:
        quiet_night(small, wallet)
    assert sync_in_motion(small, [wallet], full=full, every=every, per_block=per_block) == []
    check_honest(small, wallet)
    assert small.breaches() == {}
    quiet_night(small, wallet)


@pytest.mark.parametrize(("full", "every", "per_block"), [(False, 1, 0), (False, 3, 1), (True, 5, 4)])
def test_rows_that_arrive_while_wallets_share_requests(small: Stand, full: bool, every: int, per_block: int) -> None:
    """Each of them is proven at its height, and a quiet night later at the tip."""
    wallets = add_wallets(small, *MANY)
    if full:
        quiet_night(small, *wallets)
    assert sync_in_motion(small, wallets, full=full, every=every, per_block=per_block) == []
    check_honest(small, *wallets)
    assert small.breaches() == {}
    quiet_night(small, *wallets)


@pytest.mark.parametrize("lengths", [(60,), MANY], ids=["one", "many"])
def test_a_storm_of_rows_may_fail_but_never_lies(small: Stand, lengths: tuple[int, ...]) -> None:
    """With five payments between any two requests no proof may be possible; the first quiet night has it."""
    wallets = add_wallets(small, *lengths)
    sync_in_motion(small, wallets, full=False, every=1, per_block=5)
    check_honest(small, *wallets)
    quiet_night(small, *wallets)


@pytest.mark.parametrize(("after", "full"), [(1, False), (2, True), (4, False)])
def test_what_waits_is_confirmed_while_a_wallet_is_paged(small: Stand, after: int, full: bool) -> None:
    """It is stored once, in its block, whether it stood on the first page or far below it."""
    (wallet,) = add_wallets(small, 90)
    trade(small, [wallet], blocks=6, per_block=4)
    if full:
        quiet_night(small, wallet)
    now = small.sandbox.world.chain(CHAIN).now
    for age_seconds in (0, 100, 2_000, 9_000_000):
        seen = render_time(now - age_seconds)
        small.sandbox.control.add_pending(CHAIN, wallet.address, 7 + age_seconds, time=seen)
    small.sandbox.control.set_tick(CHAIN, after, 0, most=1)
    assert small.sync([wallet], full=full).failures == []
    assert small.true_rows(wallet, "pending") == []
    check_truth(small, wallet)
    quiet_night(small, wallet)


@pytest.mark.parametrize("after", [1, 2, 4])
def test_what_waits_vanishes_while_a_wallet_is_paged(small: Stand, after: int) -> None:
    """The confirmed rows and their proof are right at once; what vanished is gone after the next night."""
    (wallet,) = add_wallets(small, 90)
    for amount in (5, 6, 7):
        small.sandbox.control.add_pending(CHAIN, wallet.address, amount)
    small.sandbox.control.set_tick(CHAIN, after, happening="forget", most=1)
    assert small.sync([wallet]).failures == []
    assert small.true_rows(wallet, "pending") == []
    check_rows(small, wallet)
    quiet_night(small, wallet)


@pytest.mark.parametrize("after", [1, 2])
@pytest.mark.parametrize("vanishes", [False, True])
def test_more_waits_than_a_page_holds_and_ends_waiting_between_two_pages(
    small: Stand, after: int, vanishes: bool
) -> None:
    """The history below is neither cut off nor shifted out of sight."""
    (wallet,) = add_wallets(small, 70)
    for amount in range(1, SMALL_BITCOIN.page_limit + 15):
        small.sandbox.control.add_pending(CHAIN, wallet.address, amount)
    small.sandbox.control.set_tick(CHAIN, after, 0, happening="forget" if vanishes else "block", most=1)
    assert small.sync([wallet]).failures == []
    check_rows(small, wallet)
    quiet_night(small, wallet)


@pytest.mark.parametrize("vanishes", [False, True])
@pytest.mark.parametrize("after", [1, 3])
def test_what_waits_for_many_wallets_ends_waiting_between_two_requests(
    small: Stand, after: int, vanishes: bool
) -> None:
    """Each wallet is right, those that were read before and those that were read after."""
    wallets = add_wallets(small, *MANY)
    for wallet in wallets:
        small.sandbox.control.add_pending(CHAIN, wallet.address, 1_000)
    small.sandbox.control.set_tick(CHAIN, after, 0, happening="forget" if vanishes else "block", most=1)
    assert small.sync(wallets).failures == []
    check_honest(small, *wallets)
    assert small.breaches() == {}
    quiet_night(small, *wallets)


def test_a_payment_that_waits_over_several_nights_is_stored_apart_until_its_block(small: Stand) -> None:
    """Of one wallet among several: apart every night, then confirmed; its spending may vanish instead."""
    wallets = add_wallets(small, 4, 8, 12)
    quiet_night(small, *wallets)
    changes = {wallets[0].address: 900, wallets[1].address: 50}
    kept = small.sandbox.control.add_pending(CHAIN, changes=changes)["hash"]
    gone = small.sandbox.control.add_pending(CHAIN, wallets[2].address, 70)["hash"]
    for _ in range(2):
        assert small.sync(wallets).failures == []
        check_truth(small, *wallets)
        small.sandbox.control.mine(CHAIN, confirm_pending=False)
    small.sandbox.control.drop_pending(CHAIN, str(gone))
    small.sandbox.control.mine(CHAIN)
    quiet_night(small, *wallets)
    assert [small.true_rows(wallet)[-1][0] == kept for wallet in wallets] == [True, True, False]
