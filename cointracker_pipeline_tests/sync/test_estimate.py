"""What a sync will cost is told before anything is asked, and is what it then costs."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.sandbox.running import running_sandbox
from cointracker_pipeline.sync.bound import least_points, least_points_known
from cointracker_pipeline.sync.estimate import Estimate
from cointracker_pipeline.sync.telling import tell_estimate
from cointracker_pipeline_tests.sync.paper import NOW
from cointracker_pipeline_tests.sync.world import SMALL_BITCOIN, Stand, standing

SETTLED = 200


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[Stand]:
    """Forty wallets of two chains, tracked and not read yet."""
    with (
        running_sandbox(wallets=20, transactions=(1, 30), chains=("bitcoin", "litecoin")) as sandbox,
        standing(sandbox, tmp_path, points_per_day=500) as stand,
    ):
        stand.track(*all_wallets(stand))
        yield stand


def all_wallets(stand: Stand) -> list[Wallet]:
    """Return every wallet of the sandbox."""
    return [Wallet(str(one["chain"]), str(one["address"])) for one in stand.sandbox.control.wallets()]


def spent(stand: Stand) -> tuple[int, int]:
    """Return requests and millipoints since the last call."""
    asked = stand.sandbox.control.requests(clear=True)
    return int(asked["count"]), round(float(asked["points"]) * 1_000)


def test_a_first_sync_costs_what_was_planned(stand: Stand) -> None:
    """And planning it spends nothing."""
    estimate = stand.pipeline.plan_due()
    assert spent(stand) == (0, 0)
    stand.sync_due(sweep=False)
    assert spent(stand) == (estimate.requests, estimate.millipoints)


def test_a_night_without_changes_costs_what_was_planned(stand: Stand) -> None:
    """The check of each chain, and the sweep."""
    stand.sync_due()
    for chain in ("bitcoin", "litecoin"):
        stand.sandbox.control.mine(chain, blocks=SETTLED)
    stand.sync_due()
    spent(stand)
    estimate = stand.pipeline.plan_due(sweep=True)
    assert [part.name for part in estimate.parts if part.name.startswith("check")] == [
        "check bitcoin",
        "check litecoin",
    ]
    assert stand.sync_due()[1].failures == []
    assert spent(stand) == (estimate.requests, estimate.millipoints)


def test_reading_everything_again_is_planned_by_the_stored_lengths(stand: Stand) -> None:
    """Counters of the last look tell how many rows there are."""
    wallets = all_wallets(stand)
    stand.sync(wallets)
    spent(stand)
    estimate = stand.pipeline.plan_sync(wallets, full=True)
    assert stand.sync(wallets, full=True).failures == []
    assert spent(stand) == (estimate.requests, estimate.millipoints)


def test_a_plan_beyond_what_is_left_says_when_it_goes_on(stand: Stand) -> None:
    """In days of points, and with the time of the next run."""
    estimate = stand.pipeline.plan_due()
    short = Estimate(estimate.parts, estimate.limits, spent_today=499_000)
    lines = " ".join(tell_estimate(short, NOW))
    assert "1 are left today" in lines
    assert "the next scheduled run after 2026-01-03 00:00 UTC goes on" in lines
    assert (short.left_today, short.days) == (1_000, estimate.millipoints / 500_000)


def test_a_run_beyond_what_is_left_stops_and_the_next_one_goes_on(stand: Stand) -> None:
    """What was reached is proven; nothing is lost or paid for twice."""
    first = stand.pipeline.plan_due().millipoints
    stand.pipeline.client.budget.limits = stand.pipeline.client.budget.limits.__class__(None, first - 1)
    _, report = stand.sync_due(sweep=False)
    assert report.failed == []
    assert report.waiting
    assert report.resume_at is not None
    stand.pipeline.client.budget.limits = stand.pipeline.client.budget.limits.__class__(None, 2 * first)
    due, report = stand.sync_due(sweep=False)
    assert {one.wallet for one in report.outcomes} == set(due)
    assert stand.breaches() == {}
    assert all(stand.stored_rows(one) == stand.true_rows(one) for one in all_wallets(stand))


def test_no_plan_can_be_cheaper_than_the_bounds() -> None:
    """Whoever knows all lengths needs fewer points than who does not; both name every wallet and every page."""
    lengths = [*range(1, 25)] * 40
    assert least_points_known(lengths, SMALL_BITCOIN) <= least_points(lengths, SMALL_BITCOIN)
    assert least_points([10] * 100, SMALL_BITCOIN) >= 100 * 100
    assert least_points([100], SMALL_BITCOIN) >= 3 * 2_000
