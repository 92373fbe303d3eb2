"""What is old leaves: single entries of the points ledger become sums, and records that tell nothing more go."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, text

KEPT = timedelta(days=90)
"""How long everything is kept; whole UTC days older than that are pruned."""

KEPT_SYNCS = 50
"""How many syncs of each wallet are kept however old they are."""

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
_DELETE = (
    text(f"delete from points_ledger where {_WHEN} < :before"),
    text(f"""
        delete from sync_runs where started_at < :before and exists (
            select 1 from sync_runs as newer
            where newer.wallet_id = sync_runs.wallet_id and newer.sync_id > sync_runs.sync_id
            order by newer.sync_id limit 1 offset {KEPT_SYNCS - 1}
        )
    """),
    text("delete from sync_requests where taken_at < :before"),
    text("""
        delete from alerts where raised_at < :before and exists (
            select 1 from alert_deliveries where alert_deliveries.alert_id = alerts.alert_id
        )
    """),
)


def prune(connection: Connection, now: datetime) -> None:
    """Delete what is over for 90 days; what was spent stays known as one sum for each day.

    Of each wallet the newest syncs stay. Requests that wait, and alerts that no channel has sent, stay too.
    """
    days = (now - KEPT - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(days=1)
    before = {"before": days * _DAY}
    connection.execute(_SUM, before)
    for delete in _DELETE:
        connection.execute(delete, before)
