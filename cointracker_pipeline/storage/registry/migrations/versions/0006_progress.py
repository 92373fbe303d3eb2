"""The sixth form: runs tell how far they are while they go on, and a person's file stays known once it is taken."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the table, which is empty whenever nothing runs, and when a file was taken."""
    op.add_column("inbox_files", sa.Column("taken_at", sa.BigInteger))
    op.create_table(
        "sync_progress",
        sa.Column("run_id", sa.Text, primary_key=True),
        sa.Column("wallet_id", sa.Text, primary_key=True),
        sa.Column("done", sa.BigInteger, nullable=False),
        sa.Column("expected", sa.BigInteger),
        sa.Column("done_before", sa.BigInteger, nullable=False),
        sa.Column("pages", sa.Integer, nullable=False),
        sa.Column("rows", sa.BigInteger, nullable=False),
        sa.Column("millipoints", sa.BigInteger, nullable=False),
        sa.Column("told_at", sa.BigInteger, nullable=False),
    )
    op.create_index("sync_progress_of_wallet", "sync_progress", ["wallet_id"])
