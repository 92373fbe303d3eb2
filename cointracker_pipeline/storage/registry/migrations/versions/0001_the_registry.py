"""The first form: wallets, requests, sync runs, uploads, the points ledger."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table."""
    _make_wallets()
    _make_requests()
    _make_sync_runs()
    _make_uploads()
    _make_ledger()


def _make_wallets() -> None:
    op.create_table(
        "wallets",
        sa.Column("wallet_id", sa.Text, primary_key=True),
        sa.Column("chain", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("tags", sa.JSON, nullable=False),
        sa.Column("added_at", sa.BigInteger, nullable=False),
    )
    op.create_index("wallets_by_age", "wallets", ["added_at", "wallet_id"])


def _make_requests() -> None:
    op.create_table(
        "sync_requests",
        sa.Column("request_id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("wallets_key", sa.Text, nullable=False),
        sa.Column("asked_by", sa.Text, nullable=False),
        sa.Column("asked_at", sa.BigInteger, nullable=False),
        sa.Column("run_key", sa.Text),
        sa.Column("taken_at", sa.BigInteger),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "one_waiting_request",
        "sync_requests",
        ["kind", "wallets_key"],
        unique=True,
        sqlite_where=sa.text("taken_at is null"),
        postgresql_where=sa.text("taken_at is null"),
    )
    op.create_table(
        "sync_request_wallets",
        sa.Column(
            "request_id",
            sa.Integer,
            sa.ForeignKey("sync_requests.request_id", ondelete="cascade"),
            primary_key=True,
        ),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("wallet_id", sa.Text, nullable=False),
    )
    op.create_index("ix_sync_request_wallets_wallet_id", "sync_request_wallets", ["wallet_id"])


def _make_sync_runs() -> None:
    op.create_table(
        "sync_runs",
        sa.Column("sync_id", sa.Integer, primary_key=True),
        sa.Column("run_id", sa.Text, nullable=False),
        sa.Column("wallet_id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("rows_added", sa.BigInteger, nullable=False),
        sa.Column("pages", sa.Integer, nullable=False),
        sa.Column("millipoints", sa.BigInteger, nullable=False),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("started_at", sa.BigInteger, nullable=False),
        sa.Column("finished_at", sa.BigInteger),
        sqlite_autoincrement=True,
    )
    op.create_index("sync_runs_of_wallet", "sync_runs", ["wallet_id", "sync_id"])
    op.create_index(
        "sync_runs_running",
        "sync_runs",
        ["run_id"],
        sqlite_where=sa.text("outcome = 'running'"),
        postgresql_where=sa.text("outcome = 'running'"),
    )


def _make_uploads() -> None:
    op.create_table(
        "uploads",
        sa.Column("upload_id", sa.Integer, primary_key=True),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("accepted", sa.Integer, nullable=False),
        sa.Column("refused", sa.Integer, nullable=False),
        sa.Column("report_path", sa.Text, nullable=False),
        sa.Column("uploaded_at", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("sha256", name="one_upload_for_each_content"),
        sqlite_autoincrement=True,
    )


def _make_ledger() -> None:
    op.create_table(
        "points_ledger",
        sa.Column("entry_id", sa.Integer, primary_key=True),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("endpoint", sa.Text, nullable=False),
        sa.Column("is_request", sa.Boolean, nullable=False),
        sa.Column("millipoints", sa.BigInteger, nullable=False),
        sa.Column("reserved_at", sa.BigInteger, nullable=False),
        sa.Column("settled_at", sa.BigInteger),
        sqlite_autoincrement=True,
    )
    op.create_index("points_ledger_recent", "points_ledger", ["account", "settled_at", "reserved_at"])
    op.create_table(
        "points_by_day",
        sa.Column("account", sa.Text, primary_key=True),
        sa.Column("day", sa.BigInteger, primary_key=True),
        sa.Column("requests", sa.Integer, nullable=False),
        sa.Column("millipoints", sa.BigInteger, nullable=False),
    )
