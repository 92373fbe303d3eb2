"""The third form: a sync that read a whole history again records how the stored one differed."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the counts, empty where no history was read beside the stored one."""
    for name in ("missing", "surplus", "changed"):
        op.add_column("sync_runs", sa.Column(name, sa.BigInteger))
