"""Who is due: the cheapest question first."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.sandbox.running import running_sandbox
from cointracker_pipeline.sync.progress import Progress
from cointracker_pipeline_tests.sync.world import Stand, standing

LONG = 300
"""Blocks after which every row is final on every chain."""


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[Stand]:
    """Four wallets on each of two chains, synced, with final rows only."""
    with (
        running_sandbox(wallets=4, transactions=(2, 9), chains=("bitcoin", "litecoin")) as sandbox,
        standing(sandbox, tmp_path) as stand,
    ):
        stand.track(*all_wallets(stand))
        sandbox.control.mine(blocks=LONG)
        assert stand.sync_due()[1].failures == []
        sandbox.control.requests(clear=True)
        yield stand


def all_wallets(stand: Stand) -> list[Wallet]:
    """Return the wallets of the sandbox."""
    return [Wallet(str(one["chain"]), str(one["address"])) for one in stand.sandbox.control.wallets()]


def tamper(stand: Stand, sql: str, wallet: Wallet) -> None:
    """Change what is stored about a wallet."""
    with stand.pipeline.warehouse.transaction() as connection:
        connection.execute(sql, [wallet.wallet_id])


def test_a_night_in_which_nothing_happened_costs_one_request_a_chain(stand: Stand) -> None:
    """And the price of that request: a point, and a thousandth for each address."""
    progress = Progress()
    assert stand.pipeline.find_due(progress).due == []
    asked = stand.sandbox.control.requests()["requests"]
    assert sorted(one["path"] for one in asked) == ["/bitcoin/addresses/balances", "/litecoin/addresses/balances"]
    assert progress.millipoints == 2 * (1_000 + 4)
    assert progress.pages == 0


def test_equal_balances_are_noted_as_checked(stand: Stand) -> None:
    """At the height of the answer; never at a lower one than before."""
    tips = "select chain, min(tip_height), max(tip_height) from wallet_balances group by chain order by chain"
    stand.sandbox.control.mine("bitcoin", blocks=5)
    stand.pipeline.find_due(Progress())
    height = stand.truth(all_wallets(stand)[0])["state"]
    with stand.pipeline.warehouse.transaction() as connection:
        assert connection.execute(tips).fetchall()[0] == ("bitcoin", height, height)
    stand.sandbox.control.set_faults(kinds=["behind"])
    stand.pipeline.find_due(Progress())
    with stand.pipeline.warehouse.transaction() as connection:
        assert connection.execute(tips).fetchall()[0] == ("bitcoin", height, height)


def test_a_wallet_whose_balance_moved_is_due(stand: Stand) -> None:
    """Only that one is read."""
    wallet = all_wallets(stand)[1]
    stand.sandbox.control.mine("bitcoin", transactions=[{"address": wallet.address, "amount": 5}])
    due, report = stand.sync_due()
    assert due == [wallet]
    assert report.outcomes[0].rows_added == 1
    assert len(stand.pages()) == 1


def test_a_wallet_with_rows_that_may_change_is_due(stand: Stand) -> None:
    """Every night until they are final, and then no more."""
    wallet = all_wallets(stand)[1]
    stand.sandbox.control.mine("bitcoin", transactions=[{"address": wallet.address, "amount": 5}])
    stand.sync_due()
    assert stand.sync_due()[0] == [wallet]
    stand.sandbox.control.mine("bitcoin", blocks=99)
    stand.sync_due()
    assert stand.sync_due()[0] == [wallet]
    stand.sandbox.control.mine("bitcoin", blocks=1)
    stand.sync_due()
    assert stand.sync_due()[0] == []


def test_a_wallet_with_rows_that_wait_is_due(stand: Stand) -> None:
    """They are confirmed or dropped without moving the balance that was stored."""
    wallet = all_wallets(stand)[1]
    stand.sandbox.control.add_pending("bitcoin", wallet.address, 5)
    stand.sync([wallet])
    assert stand.sync_due()[0] == [wallet]
    stand.sandbox.control.drop_pending("bitcoin")
    assert stand.sync_due()[0] == [wallet]
    assert stand.sync_due()[0] == []


@pytest.mark.parametrize(
    "sql",
    [
        "update wallet_balances set proven = false where wallet_id = ?",
        "update cursors set complete_height = null where wallet_id = ?",
        "update cursors set walk_tip_height = 1, walk_stop_height = -1, walk_rows_read = 0 where wallet_id = ?",
        "delete from cursors where wallet_id = ?",
        "delete from wallet_balances where wallet_id = ?",
    ],
)
def test_a_wallet_that_is_not_complete_and_proven_is_due(stand: Stand, sql: str) -> None:
    """Without asking; and its sync makes it whole."""
    wallet = all_wallets(stand)[1]
    tamper(stand, sql, wallet)
    assert stand.sync_due()[0] == [wallet]
    assert stand.sync_due()[0] == []
    assert stand.breaches() == {}


def test_wallets_never_read_are_due_in_their_order(stand: Stand) -> None:
    """New wallets are found without a request for them."""
    new = [
        Wallet("litecoin", "LhK2kQwiaAvhjWY799cZvMyYwnQAcxkarr"),
        Wallet("bitcoin", "1BoatSLRHtKNngkdXEeobR76b53LETtpyT"),
    ]
    stand.track(*new)
    assert set(stand.pipeline.find_due(Progress()).due) == set(new)
    assert stand.sandbox.control.requests()["points"] == 2.008


def test_wallets_whose_only_payments_are_forgotten_are_empty_again(stand: Stand) -> None:
    """A set of which nothing is known any more leaves nothing that waits, and is not due for ever."""
    new = [
        Wallet("bitcoin", "1BoatSLRHtKNngkdXEeobR76b53LETtpyT"),
        Wallet("bitcoin", "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"),
    ]
    stand.track(*new)
    for wallet in new:
        stand.sandbox.control.add_pending("bitcoin", wallet.address, 500)
    stand.sync_due()
    assert [len(stand.stored_pending(wallet)) for wallet in new] == [1, 1]
    stand.sandbox.control.drop_pending("bitcoin")
    assert stand.sync_due()[1].failures == []
    assert [stand.stored_pending(wallet) for wallet in new] == [[], []]
    assert stand.sync_due()[0] == []
