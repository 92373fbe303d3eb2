"""Whether anything starts by itself: what can be known of Dagster's daemon without Dagster."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from cointracker_pipeline.health.finding import Finding
from cointracker_pipeline.health.looks import read_look
from cointracker_pipeline.settings import Settings

LATE = timedelta(seconds=90)
"""Beside a run's own load a tick may come late."""

NIGHT_LATE = timedelta(hours=26)


def check_looks(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Tell when the sensor that starts what people ask for last looked, and when the last nightly refresh began."""
    yield _judge_sensor(read_look(settings, "requests"), settings.sensor_seconds, now)
    if not settings.nightly_enabled:
        advice = "Set COINTRACKER_NIGHTLY_ENABLED to true unless something else starts the syncs."
        yield Finding("nightly refresh", "warning", "switched off", advice)
        return
    yield _judge_night(read_look(settings, "nightly"), now)


def _judge_sensor(looked: datetime | None, every_seconds: int, now: datetime) -> Finding:
    if looked and now - looked < LATE + timedelta(seconds=every_seconds):
        return Finding("daemon", "ok", f"looked for requests {max(0, (now - looked).total_seconds()):.0f} s ago")
    text = f"last looked for requests at {looked:%Y-%m-%d %H:%M} UTC" if looked else "never looked for requests here"
    return Finding("daemon", "warning", text, "Nothing starts by itself: start everything with cointracker up.")


def _judge_night(began: datetime | None, now: datetime) -> Finding:
    if began is None:
        return Finding("nightly refresh", "ok", "none began here yet")
    text = f"the last one began at {began:%Y-%m-%d %H:%M} UTC"
    if now - began < NIGHT_LATE:
        return Finding("nightly refresh", "ok", text)
    advice = "With COINTRACKER_NIGHTLY_CRON every night, Dagster's UI shows under Automation whether the schedule runs."
    return Finding("nightly refresh", "warning", text, advice)
