"""What was spent, day by day, and what people were told of: for whoever sees to the budget."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import case, func, select, type_coerce

from cointracker_pipeline.storage.registry.engine import Database
from cointracker_pipeline.storage.registry.tables import UtcTime, alerts, points_by_day, points_ledger

_DAY = 86_400_000_000
"""Microseconds, in which times are stored."""


@dataclass(frozen=True, slots=True)
class SpentDay:
    """What one account asked and was charged on a UTC day."""

    day: datetime
    requests: int
    millipoints: int


@dataclass(frozen=True, slots=True)
class AlertCount:
    """How many alerts of a kind were raised, and when the last one was."""

    kind: str
    count: int
    newest: datetime


class Spending:
    """The registry's part for what was spent."""

    _database: Database

    def list_spent_days(self, account: str, days: int, now: datetime) -> list[SpentDay]:
        """Return the last UTC days, today included, the newest first; one on which nothing was asked is among them."""
        midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        since = midnight - timedelta(days=days - 1)
        known = self._read_days(account, since)
        wanted = [midnight - timedelta(days=number) for number in range(days)]
        return [known.get(day, SpentDay(day, 0, 0)) for day in wanted]

    def count_alerts(self, since: datetime) -> list[AlertCount]:
        """Return the kinds of alerts that were raised since then, the newest first."""
        newest = func.max(alerts.c.raised_at)
        query = select(alerts.c.kind, func.count(), newest).where(alerts.c.raised_at >= since)
        with self._database.reading() as connection:
            rows = connection.execute(query.group_by(alerts.c.kind).order_by(newest.desc())).all()
        return [AlertCount(*row) for row in rows]

    def _read_days(self, account: str, since: datetime) -> dict[datetime, SpentDay]:
        entry = points_ledger.c
        when = type_coerce(func.coalesce(entry.settled_at, entry.reserved_at), points_by_day.c.millipoints.type)
        day = type_coerce(when - when % _DAY, UtcTime)
        requests = func.sum(case((entry.is_request, 1), else_=0))
        recent = select(day, requests, func.sum(entry.millipoints)).where(
            entry.account == account, func.coalesce(entry.settled_at, entry.reserved_at) >= since
        )
        old = points_by_day.c
        summed = select(old.day, old.requests, old.millipoints).where(old.account == account, old.day >= since)
        found: dict[datetime, SpentDay] = {}
        with self._database.reading() as connection:
            for query in (summed, recent.group_by(day)):
                for moment, count, points in connection.execute(query):
                    before = found.get(moment, SpentDay(moment, 0, 0))
                    found[moment] = SpentDay(moment, before.requests + int(count), before.millipoints + int(points))
        return found
