"""A client as the settings want it."""

from collections.abc import Callable
from datetime import UTC, datetime

from cointracker_pipeline.blockchair.budget import Budget, choose_limits, name_account
from cointracker_pipeline.blockchair.client import Client
from cointracker_pipeline.blockchair.gate import Gate
from cointracker_pipeline.blockchair.room import choose_room
from cointracker_pipeline.blockchair.scrub import scrub_logs
from cointracker_pipeline.blockchair.transport import Transport
from cointracker_pipeline.domain.budget import Ledger
from cointracker_pipeline.errors import ProviderError
from cointracker_pipeline.settings import Settings


def open_client(
    settings: Settings,
    ledger: Ledger,
    on_failure: Callable[[ProviderError], None] | None = None,
    on_answer: Callable[[], None] | None = None,
    *,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    sleep: Callable[[float], None] | None = None,
) -> Client:
    """Return a client for the service, key and limits that the settings name; nothing is asked yet.

    Its waits end at once when it is closed, unless another ``sleep`` is given. ``on_failure`` is told of every question
    that is not answered in the end, ``on_answer`` of every other, in the thread that asked.
    """
    transport = Transport(settings.base_url, settings.key, deadline_seconds=settings.request_deadline_seconds)
    scrub_logs(transport.scrub)
    gate = _open_gate(settings)
    sleep = sleep or gate.sleep
    budget = Budget(
        ledger,
        name_account(settings.key),
        choose_limits(settings.key, settings.requests_per_minute, settings.points_per_day),
        clock=clock,
        sleep=sleep,
        limits_are_set=settings.points_per_day is not None,
    )
    return Client(
        transport,
        budget,
        gate,
        retry_seconds=settings.retry_seconds,
        clock=clock,
        sleep=sleep,
        on_failure=on_failure,
        on_answer=on_answer,
    )


def _open_gate(settings: Settings) -> Gate:
    room = choose_room(
        has_key=settings.key is not None,
        points_per_day=settings.points_per_day,
        parallel_requests=settings.parallel_requests,
    )
    return Gate(room, follows_plan=settings.parallel_requests is None)
