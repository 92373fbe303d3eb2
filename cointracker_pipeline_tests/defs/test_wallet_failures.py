"""One wallet that fails among many is shown as failed, and only that one."""

from cointracker_pipeline_tests.defs.stage import CHECKS, REAL_RUNS, Stage

pytestmark = REAL_RUNS


def test_exactly_the_wallet_that_fails_is_shown_as_failed(stage: Stage) -> None:
    """The run fails and names it; all others are materialized; a retry of that one heals it."""
    wallets = stage.add_all()
    bad = wallets[2]
    stage.fail(bad)
    result = stage.refresh()
    assert not result.success
    assert stage.failure_of(result).startswith(f"1 of {len(wallets)} wallets failed. GET ")
    assert bad.split(":")[1] in stage.failure_of(result)
    assert stage.shown("FAILED") == {bad}
    assert stage.shown("MATERIALIZED") == set(wallets) - {bad}
    stage.heal()
    assert stage.materialize(bad).success
    assert stage.shown("MATERIALIZED") == set(wallets)


def test_a_range_fails_for_one_wallet_alone(wide_stage: Stage) -> None:
    """In a run over a range of partitions as well, a repeated range heals."""
    stage = wide_stage
    wallets = stage.add_all()
    assert stage.refresh().success
    bad = wallets[3]
    stage.fail(bad)
    result = stage.materialize(wallets[1], wallets[4])
    assert stage.failure_of(result).startswith("1 of 4 wallets failed.")
    assert stage.shown("FAILED") == {bad}
    assert stage.shown("MATERIALIZED") == set(wallets) - {bad}
    stage.heal()
    assert stage.materialize(wallets[1], wallets[4]).success
    assert stage.shown("MATERIALIZED") == set(wallets)


def test_a_single_partition_fails_and_heals(stage: Stage) -> None:
    """A run of one wallet fails with the wallet's own reason."""
    (wallet,) = stage.add(stage.known_wallets()[0])
    stage.instance.add_dynamic_partitions("wallets", [wallet])
    stage.fail(wallet, "404")
    result = stage.materialize(wallet)
    assert stage.failure_of(result).startswith("1 of 1 wallets failed. GET ")
    assert stage.shown("FAILED") == {wallet}
    stage.heal()
    assert stage.materialize(wallet).success
    assert stage.shown("MATERIALIZED") == {wallet}


def test_a_failed_run_is_checked_as_well(stage: Stage) -> None:
    """What is stored obeys the laws whether or not a wallet failed."""
    wallets = stage.add_all()
    stage.fail(wallets[0])
    result = stage.refresh()
    assert stage.check_results(result.run_id) == {name: [True] for name in CHECKS}


def test_a_wallet_in_which_nothing_changed_gets_no_event(stage: Stage) -> None:
    """A second run over all that is due logs only what moved."""
    wallets = stage.add_all()
    stage.refresh()
    chain, address = wallets[0].split(":", 1)
    stage.sandbox.control.mine(chain, transactions=[{"address": address, "amount": 7_000}])
    result = stage.refresh()
    assert result.success
    told = {event.partition for event in result.get_asset_materialization_events()}
    assert told == {wallets[0]}
    assert stage.shown("MATERIALIZED") == set(wallets)


def test_one_asset_of_a_wallet_can_be_asked_for(stage: Stage) -> None:
    """A run over one of the three assets materializes that one, and checks what is stored."""
    wallet = stage.add_all()[0]
    stage.instance.add_dynamic_partitions("wallets", [wallet])
    assert stage.materialize(wallet, assets=["transactions"]).success
    assert stage.statuses("transactions") == {wallet: "MATERIALIZED"}
    assert stage.statuses("daily_balances") == {wallet: "MISSING"}


def test_a_failed_wallet_is_due_although_nothing_moved(stage: Stage) -> None:
    """Settled wallets that a range run could not reach are not left red: the next run over all due heals them."""
    wallets = stage.add_all()
    for chain in ("bitcoin", "litecoin", "dogecoin"):
        stage.sandbox.control.mine(chain, blocks=200)
    assert stage.refresh().success
    stage.sandbox.control.set_faults(kinds=["430"])
    assert not stage.materialize(wallets[0], wallets[-1]).success
    assert stage.shown("FAILED") == set(wallets)
    stage.heal()
    assert stage.refresh().success
    assert stage.shown("MATERIALIZED") == set(wallets)
