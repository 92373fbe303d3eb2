"""What a walk from scratch finds is recorded, and what it cannot prove is told to people, once."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.reports.wallet_balances import read_balances
from cointracker_pipeline.sandbox.running import running_sandbox
from cointracker_pipeline.sync.progress import Progress
from cointracker_pipeline_tests.sandbox.lies import pay_and_lie, tell_the_truth
from cointracker_pipeline_tests.sync.world import SMALL_BITCOIN, Stand, standing

WALLET = Wallet("bitcoin", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa")
OTHER = Wallet("bitcoin", "12c6DSiU4Rq3P4ZxziKxzrL5LmMBrzjrJX")


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[Stand]:
    """Two wallets of several pages and of one, synced."""
    with running_sandbox(wallets=0) as sandbox, standing(sandbox, tmp_path, SMALL_BITCOIN) as stand:
        for wallet, count in ((WALLET, 60), (OTHER, 9)):
            sandbox.control.add_wallet(wallet.chain, wallet.address, count)
        stand.track(WALLET, OTHER)
        assert not stand.sync([WALLET, OTHER]).failures
        yield stand


def run(stand: Stand, sql: str) -> None:
    """Do something to the warehouse."""
    with stand.pipeline.warehouse.transaction() as connection:
        connection.execute(sql)


def found(stand: Stand) -> dict[str, tuple[int | None, int | None, int | None]]:
    """Return the counts of each wallet's latest sync."""
    syncs = reversed(stand.pipeline.registry.list_syncs())
    return {one.wallet_id: (one.missing, one.surplus, one.changed) for one in syncs}


def proof(stand: Stand, wallet: Wallet) -> str:
    """Return whether a wallet's balance is proven, in a word."""
    with stand.pipeline.warehouse.transaction() as connection:
        (row,) = read_balances(connection, [wallet.wallet_id])
    return row.proof


def test_reading_again_finds_nothing_in_the_normal_case(stand: Stand) -> None:
    """That is recorded as three zeros; a first sync, which compares nothing, records nothing."""
    nothing = (None, None, None)
    assert found(stand) == {WALLET.wallet_id: nothing, OTHER.wallet_id: nothing}
    assert not stand.sync([WALLET, OTHER], full=True).failures
    assert found(stand) == {WALLET.wallet_id: (0, 0, 0), OTHER.wallet_id: (0, 0, 0)}


def test_what_differs_is_counted_and_put_right(stand: Stand) -> None:
    """In wallets of one page and of several, although sums and numbers agree."""
    run(stand, "update transactions set tx_hash = '0 invented' where tx_hash = (select min(tx_hash) from transactions)")
    run(
        stand,
        "update transactions set block_time = block_time - interval 1 day where (wallet_id, tx_hash) in "
        "(select wallet_id, max(tx_hash) from transactions group by wallet_id)",
    )
    assert not stand.sync([WALLET, OTHER], full=True).failures
    assert sorted(map(str, found(stand).values())) == ["(0, 0, 1)", "(1, 1, 1)"]
    for wallet in (WALLET, OTHER):
        assert stand.stored_rows(wallet) == stand.true_rows(wallet)


def count_not_proven(stand: Stand) -> int:
    """Return how many alerts wait about wallets that are not proven."""
    return sum(one.kind == "not-proven" for one in stand.pipeline.registry.waiting_alerts("log").values())


def test_a_wallet_that_cannot_be_proven_is_told_once(stand: Stand, caplog: pytest.LogCaptureFixture) -> None:
    """With the difference in coins, through the channel; the rows stay, the law names it, later nights are silent."""
    new = pay_and_lie(stand.sandbox, WALLET.wallet_id, 1_000, error=3)
    _, report = stand.sync_due()
    assert [one.wallet for one in report.failed] == [WALLET]
    assert len(stand.stored_rows(WALLET)) == 61
    assert new in {row[0] for row in stand.stored_rows(WALLET)}
    assert (proof(stand, WALLET), proof(stand, OTHER)) == ("NO", "yes")
    (breach,) = stand.pipeline.find_breaches()["balance_matches_chain"]
    assert breach.detail.endswith("in 61; the difference is -0.00000003 BTC")
    with caplog.at_level(logging.WARNING):
        stand.pipeline.send_alerts()
    assert caplog.text.count("[not-proven]") == 1
    assert f"[not-proven] {WALLET.wallet_id} " in caplog.text
    assert "the difference is -0.00000003 BTC" in caplog.text
    stand.sync([WALLET])
    assert stand.pipeline.send_alerts() == 0


def test_a_wallet_that_is_read_from_scratch_again_in_vain_is_told_again(stand: Stand) -> None:
    """A person asked for it; within one run it is one alert however often it is raised."""
    pay_and_lie(stand.sandbox, WALLET.wallet_id, 1_000, error=3)
    stand.sync([WALLET])
    stand.sync([WALLET], full=True)
    assert count_not_proven(stand) == 1
    stand.pipeline.sync([WALLET], "another run", lambda _: None, Progress(), full=True)
    assert count_not_proven(stand) == 2


def test_a_wallet_whose_service_came_to_its_senses_is_proven(stand: Stand) -> None:
    """What was wrong is put right, and found to have been changed."""
    pay_and_lie(stand.sandbox, WALLET.wallet_id, 1_000, error=3)
    stand.sync([WALLET])
    tell_the_truth(stand.sandbox, WALLET.wallet_id)
    assert not stand.sync([WALLET], full=True).failures
    assert found(stand)[WALLET.wallet_id] == (0, 0, 1)
    assert proof(stand, WALLET) == "yes"


def test_a_wallet_beyond_the_apis_reach_is_said_to_be_incomplete(tmp_path: Path) -> None:
    """By the balance, the law and the portfolio; nobody is alerted, as nothing is wrong."""
    short = replace(SMALL_BITCOIN, offset_limit=50)
    with running_sandbox(wallets=0) as sandbox, standing(sandbox, tmp_path, short) as stand:
        sandbox.control.add_wallet(WALLET.chain, WALLET.address, 200)
        stand.track(WALLET)
        assert not stand.sync([WALLET]).failures
        assert proof(stand, WALLET) == "incomplete"
        (breach,) = stand.pipeline.find_breaches()["balance_matches_chain"]
        assert breach.detail.startswith("its oldest transactions cannot be reached: the API shows the newest 75; ")
        (holding,) = stand.pipeline.derive_portfolio()
        assert (holding.proven_wallets, holding.incomplete_wallets) == (0, 1)
        assert count_not_proven(stand) == 0
