"""Whether anything starts by itself is judged by when it was last looked."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cointracker_pipeline.health.daemon import check_looks
from cointracker_pipeline.health.looks import Look, note_look, read_look
from cointracker_pipeline.settings import Settings, load_settings

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def home(tmp_path: Path) -> Settings:
    """Return the settings of a home with Dagster's folder."""
    settings = load_settings(home=tmp_path)
    settings.dagster_home.mkdir()
    return settings


def looked(settings: Settings, look: Look, ago: timedelta) -> None:
    """Let it have been looked so long ago."""
    note_look(settings, look)
    os.utime(settings.dagster_home / f"last-{look}", (0, (NOW - ago).timestamp()))


def verdicts(settings: Settings) -> list[str]:
    """Return the verdicts on the daemon and on the night."""
    return [one.verdict for one in check_looks(settings, NOW)]


def test_a_daemon_that_looks_is_well(tmp_path: Path) -> None:
    """A few seconds ago, and last night."""
    settings = home(tmp_path)
    looked(settings, "requests", timedelta(seconds=8))
    looked(settings, "nightly", timedelta(hours=10))
    assert verdicts(settings) == ["ok", "ok"]


def test_a_daemon_that_looks_no_more_is_told(tmp_path: Path) -> None:
    """After minutes for requests, and when a night was left out."""
    settings = home(tmp_path)
    looked(settings, "requests", timedelta(minutes=5))
    looked(settings, "nightly", timedelta(hours=30))
    assert verdicts(settings) == ["warning", "warning"]


def test_a_new_home_has_seen_no_daemon(tmp_path: Path) -> None:
    """That is a warning; that no night came yet is none."""
    settings = home(tmp_path)
    assert read_look(settings, "requests") is None
    assert verdicts(settings) == ["warning", "ok"]


def test_a_home_without_the_folder_stops_nobody(tmp_path: Path) -> None:
    """Noting a look fails silently: the run it belongs to goes on."""
    settings = load_settings(home=tmp_path / "none")
    note_look(settings, "nightly")
    assert read_look(settings, "nightly") is None
