"""Alerts leave with the next tick, through every channel that is chosen."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from cointracker_pipeline.defs.alert_sensor import REST_SECONDS
from cointracker_pipeline.domain.alert import Alert
from cointracker_pipeline_tests.defs.stage import REAL_RUNS, Stage

pytestmark = REAL_RUNS


def raise_alert(stage: Stage, title: str) -> None:
    """Raise an alert as the sync does."""
    with stage.opened() as pipeline:
        assert pipeline.raise_alert(Alert("test", "", title, ""), title)


def count_lines(caplog: pytest.LogCaptureFixture) -> int:
    """Return how many alerts the log has got."""
    return sum(record.name == "cointracker.alerts" for record in caplog.records)


def test_what_waits_is_sent_from_the_tick(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    """All of it at once, without a run, and never again; the tick says how many."""
    assert stage.evaluate("alerts").skip_message == "No alert waits"
    for title in ("one", "two"):
        raise_alert(stage, title)
    tick = stage.evaluate("alerts")
    assert (tick.run_requests, tick.skip_message) == ([], "Alerts sent: 2")
    assert stage.evaluate("alerts").skip_message == "No alert waits"
    assert count_lines(caplog) == 2


def test_a_channel_that_failed_rests_while_the_others_go_on(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It is tried again after some minutes, and the tick says what is wrong whenever it is tried."""
    monkeypatch.setenv("COINTRACKER_CHANNELS", "nowhere,log")
    raise_alert(stage, "one")
    assert "COINTRACKER_CHANNELS names 'nowhere'" in (stage.evaluate("alerts").skip_message or "")
    assert count_lines(caplog) == 1
    raise_alert(stage, "two")
    assert stage.evaluate("alerts").skip_message == "Alerts sent: 1; tried again later: nowhere"
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=REST_SECONDS)):
        assert "The channel nowhere cannot be used" in (stage.evaluate("alerts").skip_message or "")
    assert count_lines(caplog) == 2


def test_without_channels_alerts_wait(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is lost until one is chosen."""
    raise_alert(stage, "one")
    monkeypatch.setenv("COINTRACKER_CHANNELS", "")
    assert stage.evaluate("alerts").skip_message == "No alert waits"
    monkeypatch.delenv("COINTRACKER_CHANNELS")
    assert stage.evaluate("alerts").skip_message == "Alerts sent: 1"
