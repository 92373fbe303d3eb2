"""The portfolio follows the balances."""

import dagster as dg
import pytest

from cointracker_pipeline.reports.portfolio import read_portfolio
from cointracker_pipeline_tests.defs.stage import REAL_RUNS, Stage, load

pytestmark = [
    *REAL_RUNS,
    # Dagster's own tester passes a parameter that Dagster calls beta.
    pytest.mark.filterwarnings("ignore:Parameter `include_sources` of function `AssetSelection.all`"),
]


def test_the_portfolio_follows_each_sync_once(stage: Stage) -> None:
    """It is asked for after balances changed, although some wallet was never synced, and then no more."""
    wallets = stage.add_all()
    first = dg.evaluate_automation_conditions(defs=load(), instance=stage.instance)
    assert first.total_requested == 0
    stage.refresh(*wallets[1:])
    stage.instance.add_dynamic_partitions("wallets", wallets[:1])
    second = dg.evaluate_automation_conditions(defs=load(), instance=stage.instance, cursor=first.cursor)
    assert second.get_requested_partitions(dg.AssetKey("portfolio")) == {None}
    assert stage.derive_portfolio().success
    third = dg.evaluate_automation_conditions(defs=load(), instance=stage.instance, cursor=second.cursor)
    assert third.total_requested == 0


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
