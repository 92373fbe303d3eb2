"""Answers that do not belong together: from caches, from backends that lag, from branches that were given up."""

from typing import Any, get_args

import pytest

from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.sandbox.forks import Fate
from cointracker_pipeline_tests.sync.moving import (
    CHAIN,
    MASS_CHECK,
    PAGES,
    add_wallets,
    check_honest,
    check_rows,
    pay,
    quiet_night,
    settle,
    trade,
)
from cointracker_pipeline_tests.sync.world import SMALL_BITCOIN, Stand

ONE, MANY = (30,), (2, 5, 9, 20, 30)
FATES = get_args(Fate)
SECOND: dict[str, Any] = {"after": 1, "most": 1}
HALF: dict[str, Any] = {"rate": 0.5}
histories = pytest.mark.parametrize("lengths", [ONE, MANY], ids=["one", "many"])


def add_busy_wallets(stand: Stand, lengths: tuple[int, ...]) -> list[Wallet]:
    """Return wallets that have rows in every one of the newest blocks, more of them than a page holds."""
    wallets = add_wallets(stand, *lengths)
    trade(stand, wallets, blocks=SMALL_BITCOIN.reorg_limit + 2, per_block=6)
    return wallets


def check_rows_next_night(stand: Stand, *wallets: Wallet) -> None:
    """Let a quiet night pass, and check rows and proofs; what waits may be more than a page shows."""
    stand.sandbox.control.set_faults(clear=True)
    assert stand.sync_due()[1].failures == []
    check_rows(stand, *wallets)


@histories
def test_a_cached_answer_is_proven_at_its_own_height(small: Stand, lengths: tuple[int, ...]) -> None:
    """Rows that came since are not there yet and nothing says they are; the first live answer brings them."""
    wallets = add_busy_wallets(small, lengths)
    small.sandbox.control.set_cache(3_600)
    assert small.sync(wallets).failures == []
    trade(small, wallets, blocks=2, per_block=6)
    assert small.sync_due()[1].failures == []
    assert small.sync(wallets).failures == []
    check_honest(small, *wallets)
    assert small.breaches() == {}
    assert small.stored_rows(wallets[0]) != small.true_rows(wallets[0])
    small.sandbox.control.set_cache(0)
    quiet_night(small, *wallets)


@pytest.mark.parametrize("lengths", [(4,), (2, 5, 9)], ids=["one", "many"])
def test_cached_pages_of_several_states_prove_nothing_false(small: Stand, lengths: tuple[int, ...]) -> None:
    """Each page was kept at another height: what cannot be proven is not, and live answers bring all."""
    wallets = add_busy_wallets(small, lengths)
    small.sandbox.control.set_cache(3_600)
    small.sandbox.control.set_tick(CHAIN, 1, 2, [wallet.address for wallet in wallets])
    small.sync(wallets)
    small.sync(wallets, full=True)
    small.sandbox.control.set_tick(CHAIN, 0)
    check_honest(small, *wallets)
    small.sandbox.control.set_cache(0)
    quiet_night(small, *wallets)


@histories
@pytest.mark.parametrize(("rule", "arrivals"), [(SECOND, 2), (SECOND, 30), (HALF, 2), (HALF, 30)])
def test_a_page_from_a_cache_among_live_ones_leaves_no_gap(
    small: Stand, lengths: tuple[int, ...], rule: dict[str, Any], arrivals: int
) -> None:
    """Whether it begins a few rows too low or a page too low."""
    wallets = add_busy_wallets(small, lengths)
    small.sandbox.control.remember(CHAIN)
    trade(small, wallets, blocks=2, per_block=arrivals // 2)
    small.sandbox.control.set_faults(kinds=["stale"], path=PAGES, **rule)
    small.sync(wallets)
    check_honest(small, *wallets)
    small.sandbox.control.set_faults(clear=True)
    quiet_night(small, *wallets)


@histories
@pytest.mark.parametrize("fate", ["drop", "move", "replace", "unconfirm"])
@pytest.mark.parametrize("rule", [SECOND, HALF])
def test_pages_of_a_branch_that_was_given_up_do_not_stay(
    small: Stand, lengths: tuple[int, ...], fate: Fate, rule: dict[str, Any]
) -> None:
    """However many of the answers speak of the old branch, one quiet night later all rows are the new one's."""
    wallets = add_busy_wallets(small, lengths)
    small.sandbox.control.remember(CHAIN)
    small.sandbox.control.reorganise(CHAIN, SMALL_BITCOIN.reorg_limit, fate)
    small.sandbox.control.set_faults(kinds=["stale"], path=PAGES, **rule)
    small.sync(wallets)
    check_rows_next_night(small, *wallets)


def test_a_page_of_an_older_height_makes_nothing_final_that_is_not(small: Stand) -> None:
    """What is read again next begins below the lowest height that any page spoke of, not only the first one."""
    (wallet,) = add_wallets(small, 30)
    trade(small, [wallet], blocks=SMALL_BITCOIN.reorg_limit, per_block=5)
    small.sandbox.control.remember(CHAIN)
    small.sandbox.control.reorganise(CHAIN, SMALL_BITCOIN.reorg_limit, "replace")
    small.sandbox.control.set_faults(kinds=["stale"], after=1, most=1, path=PAGES)
    small.sync([wallet])
    check_rows_next_night(small, wallet)


@histories
@pytest.mark.parametrize(("after", "full"), [(0, True), (1, False), (2, True)])
def test_a_backend_that_lags_between_two_pages(small: Stand, lengths: tuple[int, ...], after: int, full: bool) -> None:
    """One answer in the middle is three blocks old: nothing is missed and nothing false is proven."""
    wallets = add_busy_wallets(small, lengths)
    if full:
        quiet_night(small, *wallets)
    small.sandbox.control.set_faults(kinds=["behind"], after=after, most=1, path=PAGES)
    assert small.sync(wallets, full=full).failures == []
    check_honest(small, *wallets)
    assert small.breaches() == {}
    small.sandbox.control.set_faults(clear=True)
    quiet_night(small, *wallets)


@histories
def test_backends_that_disagree_all_the_time(small: Stand, lengths: tuple[int, ...]) -> None:
    """Every second answer lags, of the pages and of the balances, and blocks are found between the nights."""
    wallets = add_busy_wallets(small, lengths)
    small.sandbox.control.set_faults(kinds=["behind"], rate=0.5)
    for _ in range(2):
        small.sync_due()
        check_honest(small, *wallets)
        trade(small, wallets, blocks=2, per_block=3)
    small.sandbox.control.set_faults(clear=True)
    quiet_night(small, *wallets)


def test_a_mass_check_that_lags_hides_a_payment_for_one_night_only(small: Stand) -> None:
    """What it does not see yet is not due, and is proven at the older height only; the next night it is."""
    wallets = add_wallets(small, 3, 6, 9)
    settle(small, *wallets)
    pay(small, wallets[1], 5)
    small.sandbox.control.set_faults(kinds=["behind"], path=MASS_CHECK)
    assert small.sync_due()[1].failures == []
    check_honest(small, *wallets)
    small.sandbox.control.set_faults(clear=True)
    quiet_night(small, *wallets)


def test_a_mass_check_that_lags_behind_what_is_stored_changes_nothing(small: Stand) -> None:
    """It reports the balance before the newest payment: that wallet may be read again, and stays right."""
    wallets = add_wallets(small, 3, 6, 9)
    settle(small, *wallets)
    pay(small, wallets[1], 5)
    quiet_night(small, *wallets)
    small.sandbox.control.set_faults(kinds=["behind"], path=MASS_CHECK)
    quiet_night(small, *wallets)


@histories
@pytest.mark.parametrize(("after", "full"), [(1, True), (3, False)])
@pytest.mark.parametrize("fate", FATES)
def test_a_reorganisation_between_two_pages(
    small: Stand, lengths: tuple[int, ...], fate: Fate, after: int, full: bool
) -> None:
    """It touches rows that were read and rows that were not: the walk ends with the branch that holds."""
    wallets = add_busy_wallets(small, lengths)
    if full:
        quiet_night(small, *wallets)
    depth = SMALL_BITCOIN.reorg_limit
    small.sandbox.control.set_tick(CHAIN, after, happening=fate, depth=depth, most=1)
    assert small.sync(wallets, full=full).failures == []
    check_rows_next_night(small, *wallets)


@pytest.mark.parametrize("fate", FATES)
def test_a_reorganisation_between_two_pages_of_one_walk_is_noticed_by_it(small: Stand, fate: Fate) -> None:
    """No night has to pass: the walk itself looks again at what may have changed."""
    (wallet,) = add_busy_wallets(small, (120,))
    small.sandbox.control.set_tick(CHAIN, 3, happening=fate, depth=SMALL_BITCOIN.reorg_limit, most=1)
    assert small.sync([wallet]).failures == []
    check_rows(small, wallet)
