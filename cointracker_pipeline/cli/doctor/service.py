"""The API, the clock and the budget."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime

from cointracker_pipeline.blockchair.budget import choose_limits, name_account
from cointracker_pipeline.blockchair.opening import open_client
from cointracker_pipeline.blockchair.service_answers import Pulse
from cointracker_pipeline.cli.doctor.books import NoBooks
from cointracker_pipeline.domain.amount import render_points
from cointracker_pipeline.domain.budget import Ledger, Limits
from cointracker_pipeline.errors import CointrackerError
from cointracker_pipeline.health.finding import Finding
from cointracker_pipeline.settings import Settings
from cointracker_pipeline.storage.registry import Registry
from cointracker_pipeline.storage.registry.ledger import PointsLedger

PATIENCE_SECONDS = 20
MOST_CLOCK_SECONDS = 30


def check_service(settings: Settings, *, ask: bool) -> Iterator[Finding]:
    """Ask the API once, compare its clock with ours, and tell what may still be spent today."""
    if not ask:
        text = f"{settings.base_url}: not asked, that costs 1 point without a key"
        yield Finding("api", "ok", text, "Ask with: cointracker doctor --api")
    registry = _open_registry(settings)
    try:
        ledger = registry.ledger if registry else NoBooks()
        pulse = None
        if ask:
            pulse = _take_pulse(settings, ledger)
            yield _describe_answer(settings, pulse)
            yield judge_clock(pulse.server_time, datetime.now(UTC))
        yield _describe_budget(settings, ledger, pulse)
    finally:
        if registry:
            registry.close()


def _open_registry(settings: Settings) -> Registry | None:
    """Return the registry with its books, ``None`` where it cannot be used: its own check says why."""
    if settings.registry_url is None and not (settings.home / "registry.sqlite").exists():
        return None
    with suppress(CointrackerError):
        registry = Registry(settings.effective_registry_url)
        registry.prepare()
        return registry
    return None


def _take_pulse(settings: Settings, ledger: Ledger) -> Pulse:
    patient = settings.model_copy(update={"request_deadline_seconds": PATIENCE_SECONDS})
    client = open_client(patient, ledger)
    try:
        return client.take_pulse()
    finally:
        client.close()


def _describe_answer(settings: Settings, pulse: Pulse) -> Finding:
    if pulse.usage is None:
        return Finding("api", "ok", f"{settings.base_url} answers (that cost 1 point)")
    until = f", key valid until {pulse.usage.valid_until:%Y-%m-%d}" if pulse.usage.valid_until else ""
    return Finding("api", "ok", f"{settings.base_url} answers{until}")


def judge_clock(server_time: datetime | None, now: datetime) -> Finding:
    """Return how far our clock is from the API's; both times are aware."""
    if server_time is None:
        return Finding("clock", "ok", "the API does not tell its time")
    seconds = (now - server_time).total_seconds()
    text = f"{abs(seconds):.0f} s {'ahead of' if seconds > 0 else 'behind'} the API's"
    if abs(seconds) > MOST_CLOCK_SECONDS:
        return Finding("clock", "warning", text, "Set this machine's clock: a day's points are counted by UTC days.")
    return Finding("clock", "ok", "as the API's")


def _describe_budget(settings: Settings, ledger: Ledger, pulse: Pulse | None) -> Finding:
    now, account = datetime.now(UTC), name_account(settings.key)
    limits = choose_limits(settings.key, settings.requests_per_minute, settings.points_per_day)
    usage = pulse.usage if pulse else None
    spent = max(ledger.spent_today(account, now), usage.millipoints_today if usage else 0)
    by_plan = usage.millipoints_per_day if usage and settings.points_per_day is None else None
    minute = ledger.requests_this_minute(account, now) if isinstance(ledger, PointsLedger) else 0
    day = by_plan or limits.millipoints_per_day
    text = f"{render_points(spent)} points spent today, {_describe_rest(day, spent, limits, minute)}"
    if day is not None and spent >= day:
        return Finding("budget", "warning", text, "The rest waits until midnight UTC.")
    return Finding("budget", "ok", text)


def _describe_rest(day: int | None, spent: int, limits: Limits, minute: int) -> str:
    points = "no limit known" if day is None else f"{render_points(max(0, day - spent))} left"
    most = limits.requests_per_minute
    requests = (
        "any number of requests a minute" if most is None else f"{max(0, most - minute)} requests left this minute"
    )
    return f"{points}; {requests}"
