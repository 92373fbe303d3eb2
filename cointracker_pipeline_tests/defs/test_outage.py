"""When the service is gone or refuses, a run stops early and says so; the next one goes on."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from cointracker_pipeline.sandbox.limits import Plan
from cointracker_pipeline_tests.defs.stage import REAL_RUNS, Stage

pytestmark = REAL_RUNS


def test_an_outage_ends_the_run_and_the_next_goes_on(wide_stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """After three requests in a row nothing more is asked; the others keep their state; then all heal."""
    stage = wide_stage
    monkeypatch.setenv("BLOCKCHAIR_API_KEY", "any")  # without one a lasting 503 may be a block
    wallets = stage.add_all()
    stage.sandbox.control.set_faults(outage=True)
    result = stage.refresh()
    told = "0 of 6 wallets failed, 6 were not reached. the service failed 3 times in a row"
    assert told in stage.failure_of(result)  # one request for each chain
    assert stage.shown("MISSING") == set(wallets)
    stage.heal()
    assert stage.refresh().success
    assert stage.shown("MATERIALIZED") == set(wallets)


def test_an_outage_while_asking_who_changed_is_told(stage: Stage) -> None:
    """The run fails with the service's fault, and nothing that is stored changes."""
    stage.add_all()
    for chain in ("bitcoin", "litecoin", "dogecoin"):
        stage.sandbox.control.mine(chain, blocks=200)
    stage.refresh()
    before = stage.balances()
    stage.sandbox.control.set_faults(kinds=["500"], path="*/addresses/balances*")
    result = stage.refresh()
    assert "Blockchair has a fault (code 500)" in stage.failure_of(result)
    assert stage.balances() == before
    stage.heal()
    assert stage.refresh().success


def test_a_spent_quota_says_until_when(start_stage: Callable[..., Stage]) -> None:
    """What the service still gave is kept; the run ends well and names the next midnight; the next day it goes on."""
    stage = start_stage(wallets=2, transactions=(2, 8), plan=Plan(requests_per_minute=None, points_per_day=6))
    wallets = stage.add_all()
    result = stage.refresh()
    midnight = datetime.now(UTC).date() + timedelta(days=1)
    assert result.success
    assert f"The rest waits until {midnight} 00:00 UTC" in stage.log_of(result)
    assert "wallets wait for points" in stage.log_of(result)
    assert stage.shown("FAILED") == set()
    done = stage.shown("MATERIALIZED")
    assert 0 < len(done) < len(wallets)
    while stage.shown("MATERIALIZED") != set(wallets):
        stage.sandbox.control.next_day()
        before = stage.shown("MATERIALIZED")
        stage.refresh()
        assert stage.shown("MATERIALIZED") > before
    assert all(one.proven for one in stage.balances())


def test_our_own_budget_says_until_when(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit a person set stops a run before anything is sent, with the time at which it goes on."""
    monkeypatch.setenv("BLOCKCHAIR_POINTS_PER_DAY", "1")
    stage.add_all()
    result = stage.refresh()
    assert result.success
    assert "BLOCKCHAIR_POINTS_PER_DAY" in stage.log_of(result)
    assert "00:00 UTC" in stage.log_of(result)
    assert stage.sandbox.control.requests()["requests"] == []


def test_a_refused_key_is_one_sentence(start_stage: Callable[..., Stage], monkeypatch: pytest.MonkeyPatch) -> None:
    """The run fails before any wallet, and names the setting."""
    stage = start_stage(wallets=1, transactions=2, plan=Plan(keys={"good": 1_000}))
    monkeypatch.setenv("BLOCKCHAIR_API_KEY", "bad")
    stage.add_all()
    result = stage.refresh()
    assert "BLOCKCHAIR_API_KEY" in stage.failure_of(result)
    assert stage.balances() == []
