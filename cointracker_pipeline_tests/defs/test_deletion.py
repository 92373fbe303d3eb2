"""A deleted wallet is gone everywhere, and can come back."""

import pytest

from cointracker_pipeline.domain.wallet import TrackedWallet, Wallet
from cointracker_pipeline.storage.warehouse import read_totals
from cointracker_pipeline.sync.progress import Progress
from cointracker_pipeline_tests.defs.stage import REAL_RUNS, Stage

pytestmark = REAL_RUNS
TABLES = ("transactions", "pending_transactions", "cursors", "wallet_balances", "daily_balances")


def count_rows(stage: Stage, wallet_id: str) -> int:
    """Return how many rows of any table speak of a wallet."""
    with stage.opened() as pipeline, pipeline.warehouse.transaction() as connection:
        counts = [
            connection.execute(f"select count(*) from {table} where wallet_id = ?", [wallet_id]).fetchone()
            for table in TABLES
        ]
    return sum(int(count[0]) for count in counts if count)


def ask_to_delete(stage: Stage, wallet_id: str) -> None:
    """Ask for a deletion, as the web does."""
    with stage.opened() as pipeline:
        pipeline.registry.ask("delete", [wallet_id], "test", pipeline.clock())


def test_rows_registry_and_partition_go_together(stage: Stage) -> None:
    """Nothing of the wallet is left, the others and the portfolio are right."""
    wallet, *others = stage.add_all()
    stage.refresh()
    assert count_rows(stage, wallet) > 0
    ask_to_delete(stage, wallet)
    (result,) = stage.tick("requests")
    assert result.success
    assert count_rows(stage, wallet) == 0
    assert stage.shown("MATERIALIZED") == set(stage.instance.get_dynamic_partitions("wallets")) == set(others)
    with stage.opened() as pipeline:
        assert sorted(one.wallet_id for one in pipeline.registry.list_wallets()) == others
        assert sum(one.wallets for one in pipeline.derive_portfolio()) == len(others)


def test_a_spreadsheet_can_delete(stage: Stage) -> None:
    """A row whose action is delete asks for it, and the wallet goes as with any other request."""
    wallet, *others = stage.add_all()
    stage.refresh()
    chain, address = wallet.split(":", 1)
    stage.drop("gone.csv", f"chain,address,action\n{chain},{address},delete\n")
    stage.take_inbox()
    stage.tick("requests")
    assert count_rows(stage, wallet) == 0
    with stage.opened() as pipeline:
        assert sorted(one.wallet_id for one in pipeline.registry.list_wallets()) == others


def test_a_wallet_that_comes_back_shows_the_truth(stage: Stage) -> None:
    """Added again after the chain went on, it is read anew and materialized anew."""
    wallet = stage.add_all()[0]
    stage.refresh()
    ask_to_delete(stage, wallet)
    stage.tick("requests")
    chain, address = wallet.split(":", 1)
    stage.sandbox.control.mine(chain, transactions=[{"address": address, "amount": 12_345}])
    with stage.opened() as pipeline:
        assert pipeline.add_wallets([TrackedWallet(Wallet(chain, address))], "test") == [True]
    (result,) = stage.tick("requests")
    assert {event.partition for event in result.get_asset_materialization_events()} == {wallet}
    (balance,) = [one for one in stage.balances() if one.wallet_id == wallet]
    assert (balance.balance, balance.proven) == (stage.truth(wallet), True)


def test_a_wallet_added_again_while_its_deletion_waits_stays(stage: Stage) -> None:
    """Its row says "added", nothing deletes it, and it keeps its history and what was said of it."""
    wallet, other, *_ = stage.add_all()
    stage.refresh()
    with stage.opened() as pipeline:
        pipeline.registry.ask("delete", [wallet, other], "test", pipeline.clock())
    stored = count_rows(stage, wallet)
    chain, address = wallet.split(":", 1)
    stage.drop("again.csv", f"chain,address,label\n{chain},{address},Kept\n")
    stage.take_inbox()
    assert ",added," in (stage.settings.processed / "again.report.csv").read_text()
    assert [result.success for result in stage.tick("requests")] == [True, True]
    with stage.opened() as pipeline:
        assert pipeline.registry.find_wallet(wallet).label == "Kept"
        assert not pipeline.registry.has_wallet(other)
        assert pipeline.registry.waiting_requests() == []
    assert count_rows(stage, wallet) == stored > 0


def test_a_wallet_added_again_before_its_turn_stays(stage: Stage) -> None:
    """The run that deletes began already, and looks again before it deletes each wallet."""
    wallet, other, *_ = stage.add_all()
    stage.refresh()
    with stage.opened() as pipeline:
        asked = pipeline.registry.ask("delete", [other, wallet], "test", pipeline.clock())
        pipeline.add_wallets([TrackedWallet(Wallet(*wallet.split(":", 1)))], "test")
    config = {"delete_each_wallet": {"config": {"requests": [asked]}}}
    assert stage.start("delete_wallets", config).success
    assert count_rows(stage, wallet) > 0
    assert count_rows(stage, other) == 0


def test_a_deletion_that_dies_half_way_is_finished(stage: Stage) -> None:
    """What the run did not come to is still asked for."""
    first, second, *_ = stage.add_all()
    with stage.opened() as pipeline:
        pipeline.registry.ask("delete", [first, second], "test", pipeline.clock())
        pipeline.delete_wallet(first)
        assert [one.wallet_ids for one in pipeline.registry.waiting_requests()] == [(second,)]
    assert all(result.success for result in stage.tick("requests"))
    with stage.opened() as pipeline:
        assert not pipeline.registry.has_wallet(second)
        assert pipeline.registry.waiting_requests() == []


@pytest.mark.parametrize("times", [1, 2])
def test_deleting_what_is_gone_is_no_failure(stage: Stage, times: int) -> None:
    """A deletion can be repeated."""
    wallet = stage.known_wallets()[0]
    for _ in range(times):
        assert stage.start("delete_wallets", {"delete_each_wallet": {"config": {"wallets": [wallet]}}}).success


def test_a_wallet_deleted_after_being_asked_for_stays_deleted(stage: Stage) -> None:
    """A refresh and a deletion asked for together end with the wallet gone."""
    wallet = stage.add_all()[0]
    with stage.opened() as pipeline:
        pipeline.registry.ask("refresh", [wallet], "test", pipeline.clock())
    ask_to_delete(stage, wallet)
    assert all(result.success for result in stage.tick("requests"))
    assert count_rows(stage, wallet) == 0
    assert stage.instance.get_dynamic_partitions("wallets") == []
    with stage.opened() as pipeline:
        assert not pipeline.registry.has_wallet(wallet)


def test_a_wallet_deleted_during_a_sync_leaves_nothing(stage: Stage) -> None:
    """A run over many wallets began before the deletion and comes to the wallet after it."""
    first, second, *_ = stage.add_all()
    with stage.opened() as pipeline:
        wallets = [pipeline.parse_wallet(one) for one in (first, second)]

        def delete_second(_: object) -> None:
            if pipeline.registry.has_wallet(second):
                pipeline.delete_wallet(second)

        report = pipeline.sync(wallets, "run", delete_second, Progress())
        assert len(report.outcomes) == 2
        with pipeline.warehouse.transaction() as connection:
            assert read_totals(connection, [first])[first].transaction_count > 0
    assert count_rows(stage, second) == 0
