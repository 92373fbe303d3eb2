"""The channel ``log``: one line an alert in the program's own log, for whatever already watches that."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from cointracker_pipeline.domain.alert import Alert
from cointracker_pipeline.settings import Settings

LOGGER = "cointracker.alerts"


@dataclass(frozen=True, slots=True)
class Log:
    """Writes warnings to the logger ``cointracker.alerts``; it needs no settings and cannot fail."""

    name: str = "log"
    shown_name: str = "log"

    def send(self, alerts: Sequence[Alert]) -> None:
        """Write one line an alert."""
        for alert in alerts:
            logging.getLogger(LOGGER).warning("%s", render_line(alert))


def render_line(alert: Alert) -> str:
    """Return an alert in one line, its line breaks made spaces: when, which kind, about what, title and text."""
    when = f"{alert.raised_at:%Y-%m-%d %H:%M:%S} UTC" if alert.raised_at else ""
    return " ".join(f"{when} [{alert.kind}] {alert.subject} {alert.title} {alert.text}".split())


def open_channels(settings: Settings) -> list[Log]:
    """Return the channel; no setting changes what it does."""
    return [Log()]
