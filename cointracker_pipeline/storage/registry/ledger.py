"""The points ledger: every request reserved before it is sent, settled when it is answered.

The service counts a request when it arrives, at a moment between our reservation and our settlement that we
cannot know. So a request counts toward the minute from its reservation until a minute after its settlement:
whatever the latency, no 60 seconds at the service hold more than the limit. A reservation that is never
settled, because its process died, counts for as long as its request could have lived and a minute more.
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, case, func, insert, literal, or_, select, update

from cointracker_pipeline.domain.budget import Grant, Limits, Refusal
from cointracker_pipeline.storage.registry.engine import Database
from cointracker_pipeline.storage.registry.pruning import prune
from cointracker_pipeline.storage.registry.tables import UtcTime, points_ledger

# A minute, and a margin: waking up is never punctual, and without it the service saw 31 requests in 60 s.
MINUTE = timedelta(seconds=60.25)
# A request's deadline of 120 s and the minute after it, with the same margin.
LOST_AFTER = timedelta(seconds=120) + MINUTE
_PRUNE_EVERY = 1000

_entry = points_ledger.c


class PointsLedger:
    """The books of points and requests (``domain.budget.Ledger``), shared by every process on one registry."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def reserve(self, account: str, endpoint: str, millipoints: int, limits: Limits, now: datetime) -> Grant | Refusal:
        """Reserve one request of an expected price, or say when to ask again; atomic across processes."""
        with self._database.writing() as connection:
            refusal = _check_day(connection, account, millipoints, limits, now) or _check_minute(
                connection, account, limits, now
            )
            if refusal:
                return refusal
            entry_id = _insert(connection, account, endpoint, millipoints, now)
            if entry_id % _PRUNE_EVERY == 0:
                prune(connection, now)
            return Grant(entry_id)

    def settle(self, grant: Grant, millipoints: int, now: datetime) -> None:
        """Write down what a reserved request was charged and when its answer was complete; the first word stays.

        A clock that was set back does not make the answer older than the request.
        """
        settled_at = case((_entry.reserved_at > now, _entry.reserved_at), else_=literal(now, UtcTime))
        with self._database.writing() as connection:
            connection.execute(
                update(points_ledger)
                .where(_entry.entry_id == grant.grant_id, _entry.settled_at.is_(None))
                .values(millipoints=millipoints, settled_at=settled_at)
            )

    def adjust(self, account: str, spent_today: int, now: datetime) -> None:
        """Raise today's sum to what the service itself says was spent, if that is more than our books say."""
        with self._database.writing() as connection:
            missing = spent_today - _sum_day(connection, account, now)
            if missing > 0:
                _insert_correction(connection, account, missing, now)

    def spent_today(self, account: str, now: datetime) -> int:
        """Return the millipoints of the current UTC day, reservations included."""
        with self._database.reading() as connection:
            return _sum_day(connection, account, now)

    def requests_this_minute(self, account: str, now: datetime) -> int:
        """Return how many requests count toward the minute now, those in flight included."""
        with self._database.reading() as connection:
            return len(_read_expiries(connection, account, now))


def _check_day(connection: Connection, account: str, millipoints: int, limits: Limits, now: datetime) -> Refusal | None:
    limit = limits.millipoints_per_day
    if limit is None or _sum_day(connection, account, now) + millipoints <= limit:
        return None
    return Refusal(_midnight(now) + timedelta(days=1), day_spent=True)


def _check_minute(connection: Connection, account: str, limits: Limits, now: datetime) -> Refusal | None:
    limit = limits.requests_per_minute
    if limit is None:
        return None
    expiries = _read_expiries(connection, account, now)
    if len(expiries) < limit:
        return None
    # One more fits when all but limit - 1 of those that count have expired.
    retry_at = expiries[len(expiries) - limit] if limit else now + MINUTE
    return Refusal(retry_at, day_spent=False)


def _read_expiries(connection: Connection, account: str, now: datetime) -> list[datetime]:
    """Return when each request that counts toward the minute stops to, the soonest first."""
    rows = connection.execute(
        select(_entry.reserved_at, _entry.settled_at).where(
            _entry.account == account,
            _entry.is_request,
            or_(_entry.settled_at > now - MINUTE, _is_in_flight(now)),
        )
    )
    return sorted(_expiry(reserved_at, settled_at, now) for reserved_at, settled_at in rows)


def _expiry(reserved_at: datetime, settled_at: datetime | None, now: datetime) -> datetime:
    """Return when a request stops counting; for one in flight, the soonest that can be."""
    return settled_at + MINUTE if settled_at else min(reserved_at + LOST_AFTER, now + MINUTE)


def _is_in_flight(now: datetime) -> ColumnElement[bool]:
    return and_(_entry.settled_at.is_(None), _entry.reserved_at > now - LOST_AFTER)


def _sum_day(connection: Connection, account: str, now: datetime) -> int:
    """Return today's millipoints; what was in flight over midnight may have been charged after it, so it counts."""
    unsettled = and_(_entry.settled_at.is_(None), _entry.reserved_at > _midnight(now) - LOST_AFTER)
    total = select(func.coalesce(func.sum(_entry.millipoints), 0)).where(
        _entry.account == account, or_(_entry.settled_at >= _midnight(now), unsettled)
    )
    return int(connection.execute(total).scalar_one())


def _insert(connection: Connection, account: str, endpoint: str, millipoints: int, now: datetime) -> int:
    key = connection.execute(
        insert(points_ledger).values(
            account=account, endpoint=endpoint, is_request=True, millipoints=millipoints, reserved_at=now
        )
    ).inserted_primary_key
    return int(key[0]) if key else 0


def _insert_correction(connection: Connection, account: str, millipoints: int, now: datetime) -> None:
    connection.execute(
        insert(points_ledger).values(
            account=account,
            endpoint="correction",
            is_request=False,
            millipoints=millipoints,
            reserved_at=now,
            settled_at=now,
        )
    )


def _midnight(now: datetime) -> datetime:
    return now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
