"""The second form: a wallet has an owner, and alerts wait for their channels."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the owner, empty for every wallet there is, and the tables of alerts."""
    op.add_column("wallets", sa.Column("owner", sa.Text, nullable=False, server_default=""))
    op.create_table(
        "alerts",
        sa.Column("alert_id", sa.Integer, primary_key=True),
        sa.Column("event_key", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("raised_at", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("event_key", name="one_alert_for_each_event"),
        sqlite_autoincrement=True,
    )
    op.create_index("alerts_of_subject", "alerts", ["subject"])
    op.create_table(
        "alert_deliveries",
        sa.Column("alert_id", sa.Integer, sa.ForeignKey("alerts.alert_id", ondelete="cascade"), primary_key=True),
        sa.Column("channel", sa.Text, primary_key=True),
        sa.Column("sent_at", sa.BigInteger, nullable=False),
    )
