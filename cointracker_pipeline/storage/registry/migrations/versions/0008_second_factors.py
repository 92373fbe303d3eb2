"""The eighth form: a second factor beside the password, and sessions that know whether a provider vouched."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the tables, and the column of sessions."""
    op.create_table(
        "second_factors",
        _of_person(primary_key=True),
        sa.Column("secret", sa.Text, nullable=False),
        sa.Column("confirmed_at", sa.BigInteger),
        sa.Column("last_step", sa.BigInteger, nullable=False),
        sa.Column("wrong_codes", sa.Integer, nullable=False),
    )
    op.create_table("recovery_codes", sa.Column("code_digest", sa.Text, primary_key=True), _of_person())
    op.create_index("recovery_codes_of_person", "recovery_codes", ["person_id"])
    op.create_table(
        "half_sign_ins",
        sa.Column("half_digest", sa.Text, primary_key=True),
        _of_person(),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
    )
    op.create_index("half_sign_ins_of_person", "half_sign_ins", ["person_id"])
    by_provider = sa.Column("by_provider", sa.Boolean, nullable=False, server_default=sa.false())
    op.add_column("sessions", by_provider)


def _of_person(*, primary_key: bool = False) -> sa.Column[int]:
    person = sa.ForeignKey("people.person_id", ondelete="cascade")
    return sa.Column("person_id", sa.Integer, person, primary_key=primary_key, nullable=False)
