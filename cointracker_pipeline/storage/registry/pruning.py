"""Old entries of the points ledger become one sum for each day."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, text

KEPT = timedelta(days=90)
"""How long single entries are kept; whole UTC days older than that are summed up."""

_DAY = 86_400_000_000
_WHEN = "coalesce(settled_at, reserved_at)"

_SUM = text(f"""
    insert into points_by_day (account, day, requests, millipoints)
    select account, {_WHEN} - {_WHEN} % {_DAY}, sum(case when is_request then 1 else 0 end), sum(millipoints)
    from points_ledger
    where {_WHEN} < :before
    group by 1, 2
    on conflict (account, day) do update set
        requests = points_by_day.requests + excluded.requests,
        millipoints = points_by_day.millipoints + excluded.millipoints
""")
_DELETE = text(f"delete from points_ledger where {_WHEN} < :before")


def prune(connection: Connection, now: datetime) -> None:
    """Sum up the entries of days that are over for 90 days, and delete them; what was spent stays known."""
    days = (now - KEPT - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(days=1)
    before = {"before": days * _DAY}
    connection.execute(_SUM, before)
    connection.execute(_DELETE, before)
