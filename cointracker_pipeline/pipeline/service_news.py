"""What people are told of the service: a day's points come to an end, or it blocks this machine."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from cointracker_pipeline.domain.alert import Alert
from cointracker_pipeline.domain.amount import render_points
from cointracker_pipeline.errors import BlockedError, CointrackerError, ProviderError, QuotaError

if TYPE_CHECKING:
    from cointracker_pipeline.pipeline.pipeline import Pipeline

WARNED_PERCENT = 80
"""This part of a day's points is told as soon as it is spent."""


_BLOCKED = "blocked"


def tell_answer(pipeline: "Pipeline") -> None:
    """Let a block be over, so that the next one is told; safe to call from any thread, and quick after the first time.

    What is still answered beside a block that was just met says nothing.
    """
    if pipeline.knows_of_block:
        return
    pipeline.knows_of_block = True
    with suppress(CointrackerError):  # whoever asked gets the answer
        pipeline.registry.end_event(_BLOCKED)


def tell_failure(pipeline: "Pipeline", error: ProviderError) -> None:
    """Raise an alert for a block or a spent day; safe to call from any thread."""
    with suppress(CointrackerError):  # whoever asked gets the service's error, not that of the registry
        if isinstance(error, BlockedError):
            _tell_block(pipeline, error)
        elif isinstance(error, QuotaError) and _is_midnight(error.resume_at):
            _tell_spent(pipeline, error.resume_at)


def tell_quota(pipeline: "Pipeline") -> None:
    """Raise an alert once a UTC day when 80 % of its points are spent, and once when all are."""
    budget, now = pipeline.client.budget, pipeline.clock().astimezone(UTC)
    limit = budget.limits.millipoints_per_day
    if limit is None:
        return
    spent = budget.spent_today
    if spent >= limit:
        _tell_spent(pipeline, _next_midnight(now))
    elif spent * 100 >= limit * WARNED_PERCENT:
        text = f"{render_points(spent)} of {render_points(limit)} points are spent; new ones come at midnight UTC."
        alert = Alert("quota", "", f"{WARNED_PERCENT} % of today's points are spent", text)
        pipeline.raise_alert(alert, f"quota-{WARNED_PERCENT}:{budget.account}:{now:%Y-%m-%d}")


def _tell_spent(pipeline: "Pipeline", resume_at: datetime) -> None:
    """Tell that a day's points do not suffice for what comes next; without a limit there is no such day."""
    budget = pipeline.client.budget
    limit = budget.limits.millipoints_per_day
    if limit is None:
        return
    text = (
        f"Of {render_points(limit)} points too few are left for what comes next; the rest waits until "
        f"{resume_at:%Y-%m-%d %H:%M} UTC. BLOCKCHAIR_POINTS_PER_DAY raises the limit if your plan has more."
    )
    day = resume_at - timedelta(days=1)
    alert = Alert("quota", "", "Today's points are spent", text)
    pipeline.raise_alert(alert, f"quota-100:{budget.account}:{day:%Y-%m-%d}")


def _tell_block(pipeline: "Pipeline", error: BlockedError) -> None:
    """Tell a block once: it is the same one for as long as nothing was answered since."""
    pipeline.knows_of_block = True
    text = f"{error} Nothing more is asked in this run; the next one tries again. How long it lasts is not told."
    pipeline.raise_alert(Alert("blocked", "", "Blockchair blocks this machine", text), _BLOCKED)


def _next_midnight(now: datetime) -> datetime:
    return (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)


def _is_midnight(moment: datetime) -> bool:
    """Tell a spent day from a full minute, whose end is an odd moment."""
    return moment == moment.replace(hour=0, minute=0, second=0, microsecond=0)
