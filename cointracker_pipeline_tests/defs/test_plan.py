"""A run says first what it will cost, and keeps that where people look."""

import pytest

from cointracker_pipeline_tests.defs.stage import REAL_RUNS, Stage

pytestmark = REAL_RUNS


def test_the_first_line_of_a_run_is_what_it_will_cost(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """In requests and points, with what is left today; it is what is then spent. That it plans is told before."""
    monkeypatch.setenv("BLOCKCHAIR_POINTS_PER_DAY", "1000")
    wallets = stage.add_all()
    result = stage.refresh()
    lines = [line for line in stage.log_of(result).splitlines() if line.startswith(("Plann", "Refreshing"))]
    asked = stage.sandbox.control.requests()
    assert lines[0] == "Planning what all wallets that are due will cost"
    assert lines[1].startswith(f"Planned: {asked['count']} requests for {asked['points']:g} points")
    assert "are left today" in lines[1]
    assert lines[2] == f"Refreshing {len(wallets)} wallets"


def test_the_plan_is_kept_with_the_run(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """As tags of the run, and as an observation of the asset with its parts."""
    monkeypatch.setenv("BLOCKCHAIR_POINTS_PER_DAY", "1000")
    stage.add_all()
    result = stage.refresh()
    run = stage.instance.get_run_by_id(result.run_id)
    assert run is not None
    assert run.tags["cointracker/planned_requests"] == str(stage.sandbox.control.requests()["count"])
    (observation,) = [event for event in result.all_events if event.is_asset_observation]
    metadata = observation.asset_observation_data.asset_observation.metadata
    assert {"planned_points", "planned_requests", "points_left_today", "plan"} <= set(metadata)
