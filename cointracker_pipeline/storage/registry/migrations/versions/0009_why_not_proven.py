"""The ninth form: summaries tell why a balance is not proven; the next sync of a wallet fills it in."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add the column."""
    op.add_column("wallet_summaries", sa.Column("unproven_as", sa.Text))
