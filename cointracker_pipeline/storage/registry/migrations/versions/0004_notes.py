"""The fourth form: a wallet has a note."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the note, empty for every wallet there is."""
    op.add_column("wallets", sa.Column("note", sa.Text, nullable=False, server_default=""))
