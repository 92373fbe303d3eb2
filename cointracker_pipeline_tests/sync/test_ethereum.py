"""Ethereum accounts are kept current: every call and fee, to the wei once made exact, and what is unexplained."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline_tests.sync.ether import (
    ALICE,
    BOB,
    ETHER,
    ROUTER,
    balance_of,
    count_inexact,
    ether_standing,
    exactness,
    list_accounts,
    spent_on,
    stored_rows,
    true_rows,
    wallet_of,
)
from cointracker_pipeline_tests.sync.world import Stand

ALICES, BOBS = wallet_of(ALICE), wallet_of(BOB)


@pytest.fixture
def alice(tmp_path: Path) -> Iterator[Stand]:
    """A home before a sandbox in which Alice was paid by the world outside, a hundred blocks ago."""
    with ether_standing(tmp_path) as stand:
        mine(stand, {"to": ALICE, "value": str(1_337 * ETHER + 1_337)})
        stand.sandbox.control.mine("ethereum", blocks=100)
        stand.track(ALICES)
        stand.sandbox.control.requests(clear=True)
        yield stand


def mine(stand: Stand, *transactions: dict[str, Any]) -> None:
    """Find a block with these transactions."""
    stand.sandbox.control.mine("ethereum", transactions=list(transactions))


def check(stand: Stand, wallet: Wallet) -> None:
    """Exactly what happened is stored, and with what is unexplained it is the chain's balance."""
    truth = stand.truth(wallet)["totals"]
    assert stored_rows(stand, wallet) == true_rows(stand, wallet)
    balance = balance_of(stand, wallet)
    assert (balance.whole, balance.chain_balance) == (truth["balance"], truth["balance"])


def test_a_rounded_value_is_made_exact(alice: Stand) -> None:
    """A value above 2^63 is asked for by its hash, for one point, and then its balance is proven."""
    alice.sync_due()
    check(alice, ALICES)
    assert balance_of(alice, ALICES).balance == 1_337 * ETHER + 1_337
    assert balance_of(alice, ALICES).proof == "yes"
    assert [spent_on(alice, word) for word in ("address", "transactions")] == [1, 1]


def test_what_is_known_is_not_paid_for_twice(alice: Stand) -> None:
    """Rows that are read again are exact at once, and another wallet of the same transaction has it for nothing."""
    mine(alice, {"from": ALICE, "to": BOB, "value": str(300 * ETHER + 7), "fee": 5})
    alice.sandbox.control.mine("ethereum", blocks=10)
    alice.track(BOBS)
    alice.sync([ALICES])
    alice.sandbox.control.requests(clear=True)
    alice.sync([ALICES, BOBS])
    alice.sync([ALICES], full=True)
    assert spent_on(alice, "transactions") == 0
    assert {balance_of(alice, one).proof for one in (ALICES, BOBS)} == {"yes"}
    check(alice, BOBS)


def test_never_asks_for_nothing_more(alice: Stand) -> None:
    """The rows are there, marked, and the balance is called inexact, not wrong."""
    with exactness(alice, "never"):
        mine(alice, {"from": ALICE, "to": BOB, "value": 5})
        alice.sandbox.control.mine("ethereum", blocks=10)
        _, report = alice.sync_due()
    assert (report.failures, count_inexact(alice), spent_on(alice, "transactions")) == ([], 2, 0)
    assert balance_of(alice, ALICES).proof == "inexact"
    assert balance_of(alice, ALICES).whole == alice.truth(ALICES)["totals"]["balance"]
    assert alice.breaches() == {}


def test_calls_of_the_newest_blocks_are_asked_for_later(alice: Stand) -> None:
    """What the service does not know yet is not asked for; internal calls come with the blocks after it."""
    alice.sync_due()
    inner = {"index": "0.1", "from": ROUTER, "to": ALICE, "value": str(20 * ETHER)}
    mine(alice, {"from": ALICE, "to": ROUTER, "value": str(10 * ETHER), "fee": 9, "calls": [inner]})
    alice.sandbox.control.requests(clear=True)
    alice.sync_due()
    assert spent_on(alice, "transactions") == 0
    assert (count_inexact(alice), balance_of(alice, ALICES).proof) == (2, "inexact")
    alice.sandbox.control.mine("ethereum", blocks=6)
    alice.sync_due()
    check(alice, ALICES)
    assert balance_of(alice, ALICES).proof == "yes"


def test_a_failed_transaction_costs_its_fee_alone(alice: Stand) -> None:
    """It is a row that changes nothing, as the chain counts it, beside the fee that was paid."""
    mine(alice, {"from": ALICE, "to": BOB, "value": str(50 * ETHER), "fee": 77, "failed": True})
    alice.sandbox.control.mine("ethereum", blocks=10)
    alice.sync_due()
    check(alice, ALICES)
    assert balance_of(alice, ALICES).transaction_count == 2
    assert balance_of(alice, ALICES).balance == 1_337 * ETHER + 1_337 - 77


def test_two_rewards_of_one_block_stay_apart(alice: Stand) -> None:
    """They have no hash and the same index; a payment of that block has its own row."""
    mine(alice, {"to": ALICE, "reward": 2 * ETHER}, {"to": ALICE, "reward": 2 * ETHER}, {"to": ALICE, "value": 1})
    alice.sandbox.control.mine("ethereum", blocks=10)
    alice.sync_due()
    check(alice, ALICES)
    assert balance_of(alice, ALICES).transaction_count == 4
    assert alice.breaches() == {}


def test_a_rounded_reward_is_looked_up_in_the_table(alice: Stand) -> None:
    """It has no hash to ask for."""
    mine(alice, {"to": ALICE, "reward": str(30 * ETHER + 3)})
    alice.sandbox.control.mine("ethereum", blocks=10)
    alice.sync_due()
    check(alice, ALICES)
    assert count_inexact(alice) == 0
    assert spent_on(alice, "ethereum/transactions") == 7


def test_a_paid_back_stake_is_unexplained(alice: Stand) -> None:
    """Neither hidden nor an error: no walk from scratch, no failure, and the chain's balance counts."""
    mine(alice, {"to": ALICE, "withdrawal": 32 * ETHER})
    alice.sandbox.control.mine("ethereum", blocks=10)
    for _ in range(2):
        alice.sandbox.control.requests(clear=True)
        _, report = alice.sync_due()
        assert report.failures == []
        assert spent_on(alice, "address") == 1
    balance = balance_of(alice, ALICES)
    assert (balance.unexplained, balance.proof, balance.proven) == (32 * ETHER, "unexplained", False)
    (holding,) = alice.pipeline.derive_portfolio()
    assert (holding.balance, holding.unexplained) == (balance.chain_balance, 32 * ETHER)
    assert alice.breaches() == {}


def test_a_missing_row_is_healed_from_scratch(alice: Stand) -> None:
    """The chain's count of calls proves that none is missing, wherever it is."""
    alice.sync_due()
    with alice.pipeline.warehouse.transaction() as connection:
        connection.execute("delete from transactions")
    _, report = alice.sync_due()
    assert report.failures == []
    check(alice, ALICES)


def test_a_reorganisation_takes_its_rows_and_amounts_along(alice: Stand) -> None:
    """Rows that move to another block are asked for again, rows that leave the chain leave."""
    mine(alice, {"from": ALICE, "to": BOB, "value": str(100 * ETHER + 1), "fee": 3}, {"to": ALICE, "value": 9})
    alice.sandbox.control.mine("ethereum", blocks=8)
    alice.sync_due()
    for fate in ("move", "drop"):
        alice.sandbox.control.reorganise("ethereum", depth=10, fate=fate)
        alice.sandbox.control.mine("ethereum", blocks=10)
        alice.sync_due()
        check(alice, ALICES)
        assert balance_of(alice, ALICES).proof == "yes"


def test_lazy_spends_no_more_than_is_set(tmp_path: Path) -> None:
    """Night after night more of the rows are exact, until all are; each wallet is current all the while."""
    with ether_standing(tmp_path, exact_wei="lazy", exact_points=20, wallets=4, transactions=60) as stand:
        left = []
        for _ in range(20):
            stand.sandbox.control.requests(clear=True)
            _, report = stand.sync_due()
            assert report.failures == []
            assert spent_on(stand, "transactions") <= 20
            left.append(count_inexact(stand))
            if not left[-1]:
                break
        assert left == sorted(set(left), reverse=True)
        assert left[-1] == 0
        for wallet in list_accounts(stand.sandbox):
            check(stand, wallet)


def test_points_that_end_leave_the_wallet_current(alice: Stand) -> None:
    """What is left for exact amounts comes last; without it a wallet is inexact, not failed."""
    alice.sandbox.control.set_faults(kinds=["402"], path="*transactions*")
    _, report = alice.sync_due()
    assert report.failures == []
    assert balance_of(alice, ALICES).proof == "inexact"


def test_what_the_service_does_not_tell_is_not_asked_for_every_night(alice: Stand) -> None:
    """A hash it does not know costs a point once a week."""
    alice.sync_due()
    with alice.pipeline.warehouse.transaction() as connection:
        connection.execute("update transactions set tx_hash = '0x' || repeat('9', 64), exact = false")
    with exactness(alice, "always"):
        alice.sync_due()
        alice.sandbox.control.requests(clear=True)
        alice.sync_due()
    assert spent_on(alice, "transactions") == 0


def test_a_plan_names_what_exact_amounts_will_cost(tmp_path: Path) -> None:
    """As far as rows are stored; a run then costs what was planned."""
    with ether_standing(tmp_path, exact_wei="lazy", exact_points=15, wallets=8, transactions=60) as stand:
        with exactness(stand, "never"):
            stand.sync_due()
        stand.pipeline.settings = stand.pipeline.settings.model_copy(update={"tokens": "none"})
        stand.sandbox.control.requests(clear=True)
        planned = stand.pipeline.plan_due()
        assert {part.name for part in planned.parts} == {"refresh ethereum", "exact amounts ethereum"}
        stand.sync_due()
        assert spent_on(stand, "address") == 8
        assert 8_000 < planned.millipoints <= 8_000 + 15_000
        assert spent_on(stand) <= 8 + 15


def test_every_account_is_asked_for_every_night(tmp_path: Path) -> None:
    """There is no cheaper question: a point an account, a page of ten thousand rows included; its tokens one more."""
    with ether_standing(tmp_path, exact_wei="never", wallets=5, transactions=8) as stand:
        stand.sync_due()
        stand.sandbox.control.mine("ethereum", blocks=300)
        stand.sandbox.control.requests(clear=True)
        planned = stand.pipeline.plan_due()
        due, report = stand.sync_due()
        assert (len(due), report.failures, spent_on(stand)) == (5, [], 5)
        assert {part.name: part.millipoints for part in planned.parts} == {"refresh ethereum": 5_000, "tokens": 5_000}
        assert planned.requests == 5
