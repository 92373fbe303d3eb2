"""The seventh form: browsers that are known, and who people are to an OpenID provider."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add both tables."""
    op.create_table(
        "known_browsers",
        sa.Column("browser_digest", sa.Text, primary_key=True),
        _of_person(),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
    )
    op.create_index("known_browsers_of_person", "known_browsers", ["person_id"])
    op.create_table(
        "identities",
        sa.Column("issuer", sa.Text, primary_key=True),
        sa.Column("subject", sa.Text, primary_key=True),
        _of_person(),
        sa.Column("linked_at", sa.BigInteger, nullable=False),
    )
    op.create_index("identities_of_person", "identities", ["person_id"])


def _of_person() -> sa.Column[int]:
    person = sa.ForeignKey("people.person_id", ondelete="cascade")
    return sa.Column("person_id", sa.Integer, person, nullable=False)
