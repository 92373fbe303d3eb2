"""Tokens in Dagster: two more assets of the same run, with rows only where a chain has tokens."""

from collections.abc import Callable

import dagster as dg
import pytest

from cointracker_pipeline_tests.defs.stage import ASSETS, REAL_RUNS, TOKEN_ASSETS, Stage

pytestmark = REAL_RUNS


@pytest.fixture
def both(start_stage: Callable[..., Stage]) -> Stage:
    """Give a home with a person on Ethereum and one wallet on Bitcoin, both tracked."""
    stage = start_stage(wallets=1, chains=("ethereum", "bitcoin"), transactions=12)
    for name in ("Cat", "Visit claim.example"):
        give_token(stage, name, 5)
    stage.add_all()
    return stage


def give_token(stage: Stage, name: str, value: int) -> None:
    """Let a new token come to the person on Ethereum, long enough ago to be known for good."""
    owner = str(stage.sandbox.control.wallets("ethereum")[0]["address"])
    token = str(stage.sandbox.control.add_token(name=name)["address"])
    moved = {"token": token, "to": owner, "value": value}
    stage.sandbox.control.mine("ethereum", transactions=[{"to": owner, "value": 1, "tokens": [moved]}])
    stage.sandbox.control.mine("ethereum", blocks=100)


def shown_metadata(stage: Stage, wallet_id: str) -> dict[str, object]:
    """Return what the newest materialization of a wallet's token balances shows."""
    records = stage.instance.fetch_materializations(
        dg.AssetRecordsFilter(dg.AssetKey("token_balances"), asset_partitions=[wallet_id]), limit=1
    ).records
    materialization = records[0].asset_materialization
    assert materialization
    return {name: value.value for name, value in materialization.metadata.items()}


def count_told(stage: Stage) -> int:
    """Return how often token balances were materialized."""
    return len(stage.instance.fetch_materializations(dg.AssetKey("token_balances"), limit=99).records)


def test_one_run_brings_tokens_along(both: Stage) -> None:
    """What is due is refreshed with its tokens, in the same run; a chain without tokens has nothing to show."""
    run = both.refresh()
    assert run.success
    ether, bitcoin = sorted(both.known_wallets(), reverse=True)
    for asset in TOKEN_ASSETS:
        assert both.statuses(asset) == {ether: "MATERIALIZED", bitcoin: "MISSING"}
    metadata = shown_metadata(both, ether)
    assert (metadata["tokens"], metadata["spam_tokens"]) == (1, 1)
    assert both.check_results(run.run_id)["token_balances_match_transfers"] == [True]
    with both.opened() as pipeline:
        frame = pipeline.read_frame("token_balances")
    assert len(frame) == sum(int(str(metadata[name])) for name in ("tokens", "spam_tokens", "blocked_tokens"))
    assert len(both.instance.get_runs()) == 1


def test_tokens_are_looked_at_although_no_wallet_is_due(both: Stage) -> None:
    """A token that arrives moves no balance of the coin: every list is asked for, and nothing is told twice."""
    both.refresh()
    both.refresh()
    assert count_told(both) == 1
    give_token(both, "Dog", 7)
    both.refresh()
    assert count_told(both) == 2


def test_tokens_that_cannot_be_read_fail_the_run_and_not_the_wallet(both: Stage) -> None:
    """Balance and transactions of the coin are shown as they are; the next run heals the tokens."""
    both.sandbox.control.set_faults(kinds=["400"], path="*erc-20*")
    run = both.refresh()
    assert not run.success
    assert "Tokens of 1 wallets could not be read" in both.failure_of(run)
    ether = next(one for one in both.known_wallets() if one.startswith("ethereum"))
    assert both.statuses("token_balances")[ether] == "FAILED"
    assert both.statuses("transactions")[ether] == "MATERIALIZED"
    both.heal()
    assert both.refresh().success
    assert both.statuses("token_balances")[ether] == "MATERIALIZED"


def test_a_run_over_partitions_tells_of_every_wallet(both: Stage) -> None:
    """Materialized from the UI with all assets, also a wallet without tokens ends green."""
    names = both.known_wallets()
    for name in names:
        both.instance.add_dynamic_partitions("wallets", [name])
        assert both.materialize(name, assets=(*ASSETS, *TOKEN_ASSETS)).success
    assert both.statuses("token_transfers") == dict.fromkeys(names, "MATERIALIZED")
