"""Backfills from Dagster's UI are runs like any other."""

import dagster as dg
import pytest

from cointracker_pipeline_tests.defs.stage import CHECKS, REAL_RUNS, Stage

pytestmark = REAL_RUNS
NEVER_SEEN = "bitcoin:12c6DSiU4Rq3P4ZxziKxzrL5LmMBrzjrJX"


def test_a_range_is_one_run_and_ends_green(stage: Stage) -> None:
    """All wallets of a range are materialized by one run, with all checks passed."""
    wallets = stage.add_all()
    stage.instance.add_dynamic_partitions("wallets", wallets)
    result = stage.materialize(wallets[0], wallets[-1])
    assert result.success
    assert len(stage.instance.get_runs()) == 1
    assert stage.shown("MATERIALIZED") == set(wallets)
    assert stage.check_results(result.run_id) == {name: [True] for name in CHECKS}
    assert {one.wallet_id: one.balance for one in stage.balances()} == {one: stage.truth(one) for one in wallets}


def test_a_range_repeated_stays_green(stage: Stage) -> None:
    """Nothing changed, and still every wallet of the range is told as materialized."""
    wallets = stage.add_all()
    stage.refresh()
    assert stage.materialize(wallets[0], wallets[-1]).success
    assert stage.shown("MATERIALIZED") == set(wallets)


def test_a_key_typed_by_hand_becomes_a_wallet(stage: Stage) -> None:
    """Adding a partition in the UI is another way to track a wallet."""
    wallet = stage.known_wallets()[0]
    stage.instance.add_dynamic_partitions("wallets", [wallet])
    assert stage.materialize(wallet).success
    with stage.opened() as pipeline:
        assert [one.wallet_id for one in pipeline.registry.list_wallets()] == [wallet]
    assert stage.shown("MATERIALIZED") == {wallet}


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("nonsense", '"nonsense": This is not a wallet id'),
        ("floofcoin:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "is not a supported chain"),
        ("bitcoin:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", "checksum"),
    ],
)
def test_a_nonsense_key_fails_with_a_sentence(stage: Stage, key: str, sentence: str) -> None:
    """The run says what is wrong with the key, and no wallet is tracked."""
    stage.instance.add_dynamic_partitions("wallets", [key])
    result = stage.materialize(key)
    assert sentence in stage.failure_of(result)
    assert stage.shown("FAILED") == {key}
    with stage.opened() as pipeline:
        assert pipeline.registry.list_wallets() == []


def test_a_nonsense_key_does_not_stop_a_range(stage: Stage) -> None:
    """The wallets beside it are materialized, and it does not come in the way of the next run."""
    first, last = stage.add(*stage.known_wallets()[:2])
    stage.instance.add_dynamic_partitions("wallets", [first, "nonsense", last])
    assert not stage.materialize(first, last).success
    assert (stage.shown("MATERIALIZED"), stage.shown("FAILED")) == ({first, last}, {"nonsense"})
    assert stage.refresh().success


def test_an_address_never_seen_is_an_empty_wallet(stage: Stage) -> None:
    """It is proven to hold nothing."""
    stage.instance.add_dynamic_partitions("wallets", [NEVER_SEEN])
    assert stage.materialize(NEVER_SEEN).success
    (balance,) = stage.balances()
    assert (balance.balance, balance.transaction_count, balance.proven) == (0, 0, True)


def test_a_full_refresh_reads_everything_again(stage: Stage) -> None:
    """The job ``resync`` reads whole histories, and the rows stay the same."""
    wallets = stage.add_all()
    stage.refresh()
    before = [(one.wallet_id, one.balance, one.transaction_count) for one in stage.balances()]
    result = stage.start("resync", {"wallet_sync": {"config": {"wallets": wallets, "full": True}}})
    assert result.success
    after = [(one.wallet_id, one.balance, one.transaction_count) for one in stage.balances()]
    assert after == before


def test_checks_run_on_their_own(stage: Stage) -> None:
    """Each check can be run without a sync."""
    stage.add_all()
    stage.refresh()
    result = stage.run_checks()
    assert result.success
    found = stage.check_results(result.run_id)
    assert {name: found[name] for name in CHECKS} == {name: [True] for name in CHECKS}
    evaluations: list[dg.AssetCheckEvaluation] = list(result.get_asset_check_evaluations())
    assert all(one.metadata["wallets"].value == 0 for one in evaluations if one.check_name in CHECKS)
