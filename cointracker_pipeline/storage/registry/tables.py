"""The registry's tables as this version knows them; ``migrations/`` makes them.

Times are stored as whole microseconds since 1970 in UTC: exact, sortable, the same on every engine.
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.types import TypeDecorator

REVISION = "0009"
"""The newest migration; revisions are four digits, so that text order is their order."""

OPERATOR = 1
"""The person as whom the command line and the inbox act; the first migration that knows people makes them an admin."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class UtcTime(TypeDecorator[datetime]):
    """An aware datetime that comes back equal, in UTC; a naive one is refused with a ``ValueError``."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Return whole microseconds since 1970."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone; the registry takes aware datetimes only")
        return (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """Return the time in UTC."""
        return None if value is None else _EPOCH + value * _MICROSECOND


metadata = MetaData()

wallets = Table(
    "wallets",
    metadata,
    Column("wallet_id", Text, primary_key=True),
    Column("chain", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("added_at", UtcTime, nullable=False),
    Index("wallets_by_age", "added_at", "wallet_id"),
)

tracks = Table(
    "tracks",
    metadata,
    Column("person_id", ForeignKey("people.person_id", ondelete="cascade"), primary_key=True),
    Column("wallet_id", ForeignKey("wallets.wallet_id", ondelete="cascade"), primary_key=True),
    # The wallet's, which never changes: a person's list is read without looking at every wallet.
    Column("chain", Text, nullable=False),
    Column("label", Text, nullable=False),
    # In the order given; `track_tags` has the same ones, each once, to be searched by.
    Column("tags", JSON, nullable=False),
    Column("owner", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("added_at", UtcTime, nullable=False),
    Index("tracks_of_wallet", "wallet_id", "person_id"),
    # A person's rows then lie side by side in their file: reading 25,000 takes a sixth of the time.
    sqlite_with_rowid=False,
)

track_tags = Table(
    "track_tags",
    metadata,
    Column("person_id", Integer, primary_key=True),
    Column("tag", Text, primary_key=True),
    Column("wallet_id", Text, primary_key=True),
    ForeignKeyConstraint(
        ["person_id", "wallet_id"],
        ["tracks.person_id", "tracks.wallet_id"],
        name="tags_of_a_track",
        ondelete="cascade",
    ),
    Index("track_tags_of_track", "person_id", "wallet_id"),
    sqlite_with_rowid=False,
)

wallet_summaries = Table(
    "wallet_summaries",
    metadata,
    Column("wallet_id", ForeignKey("wallets.wallet_id", ondelete="cascade"), primary_key=True),
    Column("chain", Text, nullable=False),
    # Whole base units, in decimal digits: no database's integer holds all of them.
    Column("balance", Text, nullable=False),
    Column("pending", Text, nullable=False),
    # Cents of US dollars; empty where no price is known.
    Column("worth_cents", BigInteger),
    Column("proven", Boolean, nullable=False),
    Column("complete", Boolean, nullable=False),
    Column("transaction_count", BigInteger, nullable=False),
    Column("checked_at", UtcTime),
    Column("newest_at", UtcTime),
    # Why a complete balance is not proven; empty of any other, and of those written before the ninth form.
    Column("unproven_as", Text),
    sqlite_with_rowid=False,
)

sync_requests = Table(
    "sync_requests",
    metadata,
    Column("request_id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    # A digest of the wallets asked for, in any order; empty for "all due".
    Column("wallets_key", Text, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("asked_at", UtcTime, nullable=False),
    Column("run_key", Text),
    Column("taken_at", UtcTime),
    sqlite_autoincrement=True,
)
Index(
    "one_waiting_request",
    sync_requests.c.kind,
    sync_requests.c.wallets_key,
    unique=True,
    sqlite_where=text("taken_at is null"),
    postgresql_where=text("taken_at is null"),
)

sync_request_wallets = Table(
    "sync_request_wallets",
    metadata,
    Column("request_id", ForeignKey("sync_requests.request_id", ondelete="cascade"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("wallet_id", Text, nullable=False, index=True),
)

sync_runs = Table(
    "sync_runs",
    metadata,
    Column("sync_id", Integer, primary_key=True),
    Column("run_id", Text, nullable=False),
    Column("wallet_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("rows_added", BigInteger, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("millipoints", BigInteger, nullable=False),
    Column("error", Text, nullable=False),
    Column("started_at", UtcTime, nullable=False),
    Column("finished_at", UtcTime),
    # Empty unless the whole history was read again beside the stored one, and proven.
    Column("missing", BigInteger),
    Column("surplus", BigInteger),
    Column("changed", BigInteger),
    Index("sync_runs_of_wallet", "wallet_id", "sync_id"),
    sqlite_autoincrement=True,
)
Index(
    "sync_runs_running",
    sync_runs.c.run_id,
    sqlite_where=text("outcome = 'running'"),
    postgresql_where=text("outcome = 'running'"),
)
Index(
    "sync_runs_failed",
    sync_runs.c.wallet_id,
    sync_runs.c.sync_id,
    sqlite_where=text("outcome = 'failed'"),
    postgresql_where=text("outcome = 'failed'"),
)

sync_progress = Table(
    "sync_progress",
    metadata,
    Column("run_id", Text, primary_key=True),
    # Empty for the run as a whole.
    Column("wallet_id", Text, primary_key=True),
    # Rows of a wallet's history, or wallets of a run; `expected` is empty where nobody knows.
    Column("done", BigInteger, nullable=False),
    Column("expected", BigInteger),
    Column("done_before", BigInteger, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("rows", BigInteger, nullable=False),
    Column("millipoints", BigInteger, nullable=False),
    Column("told_at", UtcTime, nullable=False),
    Index("sync_progress_of_wallet", "wallet_id"),
)

uploads = Table(
    "uploads",
    metadata,
    Column("upload_id", Integer, primary_key=True),
    Column("file_name", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("accepted", Integer, nullable=False),
    Column("refused", Integer, nullable=False),
    Column("report_path", Text, nullable=False),
    Column("uploaded_at", UtcTime, nullable=False),
    Column("person_id", ForeignKey("people.person_id", ondelete="cascade"), nullable=False, server_default="1"),
    # Each person's own: that somebody else had the file before is not theirs to know.
    UniqueConstraint("person_id", "sha256", name="one_upload_for_each_content"),
    sqlite_autoincrement=True,
)

points_ledger = Table(
    "points_ledger",
    metadata,
    Column("entry_id", Integer, primary_key=True),
    Column("account", Text, nullable=False),
    Column("endpoint", Text, nullable=False),
    # False for a correcting row: it counts toward the day, not toward the minute.
    Column("is_request", Boolean, nullable=False),
    Column("millipoints", BigInteger, nullable=False),
    Column("reserved_at", UtcTime, nullable=False),
    # Empty while the request is in flight, and for ever if its process died.
    Column("settled_at", UtcTime),
    Index("points_ledger_recent", "account", "settled_at", "reserved_at"),
    sqlite_autoincrement=True,
)

points_by_day = Table(
    "points_by_day",
    metadata,
    Column("account", Text, primary_key=True),
    Column("day", UtcTime, primary_key=True),
    Column("requests", Integer, nullable=False),
    Column("millipoints", BigInteger, nullable=False),
)

alerts = Table(
    "alerts",
    metadata,
    Column("alert_id", Integer, primary_key=True),
    Column("event_key", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("raised_at", UtcTime, nullable=False),
    UniqueConstraint("event_key", name="one_alert_for_each_event"),
    Index("alerts_of_subject", "subject"),
    sqlite_autoincrement=True,
)

alert_deliveries = Table(
    "alert_deliveries",
    metadata,
    Column("alert_id", ForeignKey("alerts.alert_id", ondelete="cascade"), primary_key=True),
    Column("channel", Text, primary_key=True),
    Column("sent_at", UtcTime, nullable=False),
)
