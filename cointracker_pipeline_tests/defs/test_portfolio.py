"""The portfolio and the reports follow the balances."""

from dagster import DagsterRunStatus

from cointracker_pipeline.defs.launch import DERIVED, FOLLOWING
from cointracker_pipeline.defs.state import follow_balances
from cointracker_pipeline.reports.portfolio import read_portfolio
from cointracker_pipeline_tests.defs.stage import REAL_RUNS, Stage, load

pytestmark = REAL_RUNS


def test_the_portfolio_follows_each_sync_once(stage: Stage) -> None:
    """With all reports it is asked for once after balances changed, although some wallet was never synced."""
    wallets = stage.add_all()
    assert not stage.evaluate("portfolio_follows").run_requests
    stage.refresh(*wallets[1:])
    (wish,) = stage.evaluate("portfolio_follows").run_requests or []
    assert wish.asset_selection == FOLLOWING
    assert stage.derive_portfolio().success
    assert not stage.evaluate("portfolio_follows").run_requests
    stage.refresh(wallets[0])
    assert stage.evaluate("portfolio_follows").run_requests


def test_the_portfolio_waits_for_the_run_that_changes_balances(stage: Stage) -> None:
    """While wallets are still being refreshed it would be out of date at once."""
    stage.refresh(*stage.add_all())
    job = load().resolve_job_def("refresh")
    other = stage.instance.create_run_for_job(job, status=DagsterRunStatus.STARTED)
    assert not stage.evaluate("portfolio_follows").run_requests
    stage.instance.report_run_failed(other, "ended")
    assert stage.evaluate("portfolio_follows").run_requests


def test_the_portfolio_is_the_sum_of_the_wallets(stage: Stage) -> None:
    """Each chain's row is what its wallets truly hold."""
    wallets = stage.add_all()
    stage.refresh()
    assert stage.derive_portfolio().success
    with stage.opened() as pipeline, pipeline.warehouse.transaction() as connection:
        holdings = {one.chain: one for one in read_portfolio(connection)}
    for chain, holding in holdings.items():
        mine = [one for one in wallets if one.startswith(f"{chain}:")]
        assert holding.balance == sum(stage.truth(one) for one in mine)
        assert holding.wallets == holding.proven_wallets == len(mine)


def test_reports_rest_while_no_balance_changes(stage: Stage) -> None:
    """After a sync in the terminal that changed nothing the portfolio is derived again, and no report is."""
    stage.refresh(*stage.add_all())

    def follow() -> list[float]:
        follow_balances(load(), stage.settings)
        events = [stage.instance.get_latest_materialization_event(key) for key in DERIVED]
        return [one.timestamp for one in events if one]

    first, second = follow(), follow()
    assert len(first) == len(second) == len(DERIVED)
    assert second[0] > first[0]
    assert second[1:] == first[1:]
