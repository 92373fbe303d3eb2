"""An estimate in words."""

from datetime import datetime, timedelta

from cointracker_pipeline.domain.amount import render_points
from cointracker_pipeline.sync.estimate import Estimate


def tell_estimate(estimate: Estimate, now: datetime) -> list[str]:
    """Return what a sync will cost and how long that takes, in sentences; ``now`` is aware UTC."""
    lines = [
        f"Planned: {_count(estimate.requests, 'request')} for {render_points(estimate.millipoints)} points, "
        f"{_tell_minutes(estimate.minutes)}."
    ]
    if estimate.days is None or estimate.left_today is None:
        return [*lines, "No limit of points a day is known."]
    lines.append(
        f"That is {_tell_share(estimate.days)} of a day's {render_points(estimate.limits.millipoints_per_day or 0)} "
        f"points; {render_points(estimate.left_today)} are left today."
    )
    if estimate.millipoints > estimate.left_today:
        midnight = datetime(now.year, now.month, now.day, tzinfo=now.tzinfo) + timedelta(days=1)
        lines.append(
            "That is more than is left: the run does the most useful part and stops, and the next scheduled run after "
            f"{midnight:%Y-%m-%d %H:%M} UTC goes on."
        )
    return lines


def _tell_minutes(minutes: float | None) -> str:
    if minutes is None:
        return "any number a minute"
    return "within the first minute" if minutes == 0 else f"at least {minutes:,.1f} minutes at the limit a minute"


def _tell_share(days: float) -> str:
    return f"{days:.1%}" if days < 1 else f"{days:,.1f} times the whole"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
