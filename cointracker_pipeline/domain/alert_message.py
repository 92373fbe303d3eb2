"""A batch of alerts as one message that a person reads."""

from collections import Counter
from collections.abc import Sequence

from cointracker_pipeline.domain.alert import Alert

MOST_IN_FULL = 20
"""A longer batch is told by the first of them, and what the others are by their number."""


def render_title(alerts: Sequence[Alert]) -> str:
    """Return one line: what happened, or how many things did."""
    return alerts[0].title if len(alerts) == 1 else f"Cointracker: {len(alerts)} alerts"


def render_body(alerts: Sequence[Alert]) -> str:
    """Return plain text: each alert with its subject and time, the oldest first."""
    parts = [_render(alert, with_title=len(alerts) > 1) for alert in alerts[:MOST_IN_FULL]]
    return "\n\n".join([*parts, *_count(alerts[MOST_IN_FULL:])])


def _render(alert: Alert, *, with_title: bool) -> str:
    when = f"{alert.raised_at:%Y-%m-%d %H:%M} UTC" if alert.raised_at else ""
    about = " · ".join(filter(None, (alert.kind, alert.subject, when)))
    return "\n".join(filter(None, (alert.title if with_title else "", alert.text, about)))


def _count(rest: Sequence[Alert]) -> list[str]:
    """Tell what is not told in full."""
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in Counter(one.kind for one in rest).most_common())
    return [f"And {len(rest):,} more: {kinds}."] if rest else []
