"""The second form: a wallet has an owner."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the owner, empty for every wallet there is."""
    op.add_column("wallets", sa.Column("owner", sa.Text, nullable=False, server_default=""))
