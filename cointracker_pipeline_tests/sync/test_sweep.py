"""A balance may come back to what it was: the sweep looks at the counters of some wallets each night."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cointracker_pipeline.chains.bitcoin import CHAIN as BITCOIN
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.sandbox.running import running_sandbox
from cointracker_pipeline.sync.progress import Progress
from cointracker_pipeline_tests.sync.world import Stand, standing

LONG = 300
"""Blocks after which every row is final."""

NEVER_SEEN = (
    Wallet("bitcoin", "1BoatSLRHtKNngkdXEeobR76b53LETtpyT"),
    Wallet("bitcoin", "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"),
)
TINY = replace(BITCOIN, page_limit=25)


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[Stand]:
    """Eight settled wallets, a quarter of which is swept each night."""
    with (
        running_sandbox(wallets=8, transactions=(2, 9), chains=("bitcoin",)) as sandbox,
        standing(sandbox, tmp_path, TINY, sweep_fraction=0.25) as stand,
    ):
        stand.track(*wallets_of(stand))
        settle(stand)
        yield stand


def wallets_of(stand: Stand) -> list[Wallet]:
    """Return the wallets of the sandbox."""
    return [Wallet("bitcoin", str(one["address"])) for one in stand.sandbox.control.wallets()]


def settle(stand: Stand) -> None:
    """Let every row become final, and be stored as such."""
    stand.sandbox.control.mine(blocks=LONG)
    assert stand.sync_due(sweep=False)[1].failures == []
    assert stand.pipeline.find_due(Progress()).due == []
    stand.sandbox.control.requests(clear=True)


def night(stand: Stand) -> tuple[list[Wallet], set[str]]:
    """Let a night's check happen; return who is due and whose counters were looked at."""
    due = stand.pipeline.find_due(Progress(), sweep=True).due
    asked = stand.sandbox.control.requests(clear=True)["requests"]
    swept = [one["path"].rpartition("/")[2].split(",") for one in asked if "/dashboards/" in one["path"]]
    return due, {address for company in swept for address in company}


def come_and_go(stand: Stand, wallet: Wallet) -> None:
    """Pay a wallet and let it pay the same again: its balance is what it was."""
    other = "12c6DSiU4Rq3P4ZxziKxzrL5LmMBrzjrJX"
    stand.sandbox.control.mine("bitcoin", transactions=[{"changes": {wallet.address: 7_000}}])
    back = {wallet.address: -7_000, other: 7_000}
    stand.sandbox.control.mine("bitcoin", blocks=LONG, transactions=[{"changes": back}])


def test_every_wallet_has_its_turn_and_none_a_second_one_before(stand: Stand) -> None:
    """A quarter each night: after four nights all were looked at, and then the first ones again."""
    nights = [night(stand) for _ in range(8)]
    assert all(due == [] for due, _ in nights)
    assert [len(swept) for _, swept in nights] == [2] * 8
    assert set.union(*(swept for _, swept in nights[:4])) == {one.address for one in wallets_of(stand)}
    assert [swept for _, swept in nights[4:]] == [swept for _, swept in nights[:4]]


def test_a_turn_costs_a_tenth_of_a_point_a_wallet_and_its_share_of_one(stand: Stand) -> None:
    """On top of the check of all balances; and nothing else is asked."""
    progress = Progress()
    stand.pipeline.find_due(progress, sweep=True)
    assert progress.millipoints == (1_000 + 8) + (1_000 + 100)
    assert stand.sandbox.control.requests()["count"] == 2


def test_without_a_sweep_nobody_is_looked_at(stand: Stand) -> None:
    """Neither when it is not asked for, nor when its fraction is 0."""
    stand.pipeline.find_due(Progress(), sweep=False)
    with standing(stand.sandbox, stand.pipeline.settings.home, sweep_fraction=0) as other:
        other.pipeline.find_due(Progress(), sweep=True)
    assert not [one for one in stand.sandbox.control.requests()["requests"] if "/dashboards/" in one["path"]]


def test_a_balance_that_came_back_is_found(stand: Stand) -> None:
    """Within as many nights as a round takes; the balances alone never tell."""
    wallet = wallets_of(stand)[3]
    come_and_go(stand, wallet)
    assert stand.pipeline.find_due(Progress()).due == []
    found = [due for due, _ in (night(stand) for _ in range(4))]
    assert [wallet] in found
    assert stand.sync([wallet]).outcomes[0].rows_added == 2
    assert stand.stored_rows(wallet) == stand.true_rows(wallet)
    assert [night(stand)[0] for _ in range(4)] == [[]] * 4


def test_a_wallet_that_was_found_is_found_again_until_it_is_read(stand: Stand) -> None:
    """A request that shows only that there is news does not count as a look at it."""
    wallet, busy = wallets_of(stand)[:2]
    come_and_go(stand, wallet)
    payments = [{"address": busy.address, "amount": place + 1} for place in range(30)]
    stand.sandbox.control.mine("bitcoin", transactions=payments)
    stand.sandbox.control.set_faults(kinds=["402"], path="*/dashboards/address/*")
    assert wallet in [one.wallet for one in stand.sync([wallet, busy]).waiting]
    stand.sandbox.control.set_faults(clear=True)
    assert stand.stored_rows(wallet) != stand.true_rows(wallet)
    assert wallet in {one for due, _ in (night(stand) for _ in range(4)) for one in due}


def test_a_wallet_without_known_counters_is_due_when_its_turn_comes(stand: Stand) -> None:
    """It comes first; its refresh learns them, and then it is like all others."""
    wallet = wallets_of(stand)[5]
    with stand.pipeline.warehouse.transaction() as connection:
        connection.execute("delete from wallet_counters where wallet_id = ?", [wallet.wallet_id])
    assert stand.sync_due(sweep=False)[0] == []
    assert stand.sync_due()[0] == [wallet]
    assert [stand.sync_due()[0] for _ in range(4)] == [[]] * 4


def test_wallets_that_were_never_seen_have_one_turn_like_all_others(tmp_path: Path) -> None:
    """An answer about nobody has no height; they do not come first every night."""
    with (
        running_sandbox(wallets=6, transactions=(2, 9), chains=("bitcoin",)) as sandbox,
        standing(sandbox, tmp_path, sweep_fraction=0.25) as stand,
    ):
        everybody = [*NEVER_SEEN, *wallets_of(stand)]
        stand.track(*everybody)
        assert stand.sync(NEVER_SEEN).failures == []
        settle(stand)
        swept = [night(stand)[1] for _ in range(4)]
    assert set.union(*swept) == {one.address for one in everybody}


def test_one_wallet_that_is_refused_hides_no_other(tmp_path: Path) -> None:
    """The group is halved until it stands alone; it is due, and the others are looked at."""
    with (
        running_sandbox(wallets=9, transactions=(2, 9), chains=("bitcoin",)) as sandbox,
        standing(sandbox, tmp_path, sweep_fraction=1) as stand,
    ):
        wallets = [Wallet("bitcoin", str(one["address"])) for one in sandbox.control.wallets()]
        stand.track(*wallets)
        stand.sync_due()
        sandbox.control.mine("bitcoin", blocks=200)
        stand.sync_due()
        sandbox.control.set_faults(kinds=["400"], path=f"*/dashboards/addresses/*{wallets[4].address}*")
        sandbox.control.requests(clear=True)
        assert stand.pipeline.find_due(Progress(), sweep=True).due == [wallets[4]]
        looked_at = {
            address
            for one in sandbox.control.requests()["requests"]
            if one["status"] == 200 and "/addresses/" in one["path"]
            for address in one["path"].rpartition("/")[2].split(",")
        }
        assert {one.address for one in wallets if one != wallets[4]} <= looked_at
