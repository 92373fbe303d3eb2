"""Dagster's home and daemon."""

import time
from collections.abc import Iterator

from cointracker_pipeline.health.finding import Finding
from cointracker_pipeline.home import GENERATED
from cointracker_pipeline.settings import Settings

ALIVE_SECONDS = 90
"""The daemon tells that it lives every 30 seconds."""


def check_dagster(settings: Settings) -> Iterator[Finding]:
    """Tell whose configuration holds, and whether the daemon runs, without which nothing starts by itself."""
    from cointracker_pipeline.defs.launch import open_instance

    with open_instance(settings) as instance:
        telemetry = instance.telemetry_enabled
        heartbeats = [one.timestamp for one in instance.get_daemon_heartbeats().values()]
    own = not (settings.dagster_home / "dagster.yaml").read_text("utf-8").startswith(GENERATED)
    text = f"{'your own' if own else 'generated'} dagster.yaml, telemetry {'on' if telemetry else 'off'}"
    if telemetry:
        yield Finding("dagster", "warning", text, "Set telemetry: {enabled: false} in it.")
    else:
        yield Finding("dagster", "ok", text)
    yield _judge_heartbeat(time.time() - max(heartbeats) if heartbeats else None)


def _judge_heartbeat(age_seconds: float | None) -> Finding:
    if age_seconds is not None and age_seconds < ALIVE_SECONDS:
        return Finding("daemon", "ok", f"running, last heard of {max(0, age_seconds):.0f} s ago")
    text = "not running: inbox, schedule and requests rest"
    return Finding("daemon", "warning", text, "Start everything with: cointracker up")
