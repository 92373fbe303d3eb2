"""The channel ``log``."""

from datetime import UTC, datetime

import pytest

from cointracker_pipeline.domain.alert import Alert
from cointracker_pipeline.notifications import open_channels
from cointracker_pipeline.settings import load_settings

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def test_an_alert_is_one_warning_in_one_line(caplog: pytest.LogCaptureFixture) -> None:
    """Line breaks are made spaces, so that no text can pretend to be another line; a percent sign is itself."""
    alerts = [Alert("unproven", "bitcoin:a", "Not proven", "One.\r\nTwo 100%s.", NOON), Alert("quota", "", "Spent", "")]
    (log,) = open_channels("log", load_settings())
    log.send(alerts)
    assert caplog.record_tuples == [
        ("cointracker.alerts", 30, "2026-01-01 12:00:00 UTC [unproven] bitcoin:a Not proven One. Two 100%s."),
        ("cointracker.alerts", 30, "[quota] Spent"),
    ]
