"""The fifth form: people, how they come in, and what each of them says of a wallet."""

import json
import time

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_OPERATOR = 1
_SAID = ("label", "tags", "owner", "note")
_BATCH = 10_000


def upgrade() -> None:
    """Make the operator, give them every label there is, and add the tables of sessions, tokens and summaries."""
    _make_people()
    _make_tracks()
    _move_what_was_said()
    _make_summaries()
    _give_uploads_a_person()
    _make_entrances()
    _make_keys()


def _of_person(*, primary_key: bool = False) -> sa.Column[int]:
    person = sa.ForeignKey("people.person_id", ondelete="cascade")
    return sa.Column("person_id", sa.Integer, person, primary_key=primary_key, nullable=False)


def _of_wallet() -> sa.Column[str]:
    wallet = sa.ForeignKey("wallets.wallet_id", ondelete="cascade")
    return sa.Column("wallet_id", sa.Text, wallet, primary_key=True)


def _make_people() -> None:
    op.create_table(
        "people",
        sa.Column("person_id", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("name_key", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("password_hash", sa.Text),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("disabled_at", sa.BigInteger),
        sa.UniqueConstraint("name_key", name="one_person_for_each_name"),
        sqlite_autoincrement=True,
    )
    add = sa.text("insert into people (name, name_key, role, created_at) values ('admin', 'admin', 'admin', :now)")
    # The tables are new, so that the first id of each database's own counting is 1, the operator's.
    op.get_bind().execute(add, {"now": time.time_ns() // 1000})


def _make_tracks() -> None:
    op.create_table(
        "tracks",
        _of_person(primary_key=True),
        _of_wallet(),
        sa.Column("chain", sa.Text, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("tags", sa.JSON, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("added_at", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("tracks_of_wallet", "tracks", ["wallet_id", "person_id"])
    op.create_table(
        "track_tags",
        sa.Column("person_id", sa.Integer, primary_key=True),
        sa.Column("tag", sa.Text, primary_key=True),
        sa.Column("wallet_id", sa.Text, primary_key=True),
        sa.ForeignKeyConstraint(
            ["person_id", "wallet_id"],
            ["tracks.person_id", "tracks.wallet_id"],
            name="tags_of_a_track",
            ondelete="cascade",
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("track_tags_of_track", "track_tags", ["person_id", "wallet_id"])


def _move_what_was_said() -> None:
    bind = op.get_bind()
    bind.execute(
        sa.text(f"""
            insert into tracks (person_id, wallet_id, chain, label, tags, owner, note, added_at)
            select {_OPERATOR}, wallet_id, chain, label, tags, owner, note, added_at from wallets
        """)
    )
    _index_tags(bind)
    # Not by copying the table: dropping it would take every track with it.
    for name in _SAID:
        op.drop_column("wallets", name)


def _index_tags(bind: sa.Connection) -> None:
    add = sa.text(f"insert into track_tags (person_id, wallet_id, tag) values ({_OPERATOR}, :wallet_id, :tag)")
    said = bind.execute(sa.text("select wallet_id, cast(tags as text) as tags from wallets")).all()
    rows = [{"wallet_id": one.wallet_id, "tag": tag} for one in said for tag in dict.fromkeys(json.loads(one.tags))]
    for start in range(0, len(rows), _BATCH):
        bind.execute(add, rows[start : start + _BATCH])


def _make_summaries() -> None:
    op.create_table(
        "wallet_summaries",
        _of_wallet(),
        sa.Column("chain", sa.Text, nullable=False),
        sa.Column("balance", sa.Text, nullable=False),
        sa.Column("pending", sa.Text, nullable=False),
        sa.Column("worth_cents", sa.BigInteger),
        sa.Column("proven", sa.Boolean, nullable=False),
        sa.Column("complete", sa.Boolean, nullable=False),
        sa.Column("transaction_count", sa.BigInteger, nullable=False),
        sa.Column("checked_at", sa.BigInteger),
        sa.Column("newest_at", sa.BigInteger),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "sync_runs_failed",
        "sync_runs",
        ["wallet_id", "sync_id"],
        sqlite_where=sa.text("outcome = 'failed'"),
        postgresql_where=sa.text("outcome = 'failed'"),
    )


def _give_uploads_a_person() -> None:
    with op.batch_alter_table("uploads", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.add_column(sa.Column("person_id", sa.Integer, nullable=False, server_default=str(_OPERATOR)))
        batch.create_foreign_key("upload_of_person", "people", ["person_id"], ["person_id"], ondelete="cascade")
        batch.drop_constraint("one_upload_for_each_content", type_="unique")
        batch.create_unique_constraint("one_upload_for_each_content", ["person_id", "sha256"])
    op.create_table(
        "inbox_files",
        sa.Column("inbox_name", sa.Text, primary_key=True),
        _of_person(),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("uploaded_at", sa.BigInteger, nullable=False),
    )
    op.create_index("inbox_files_of_person", "inbox_files", ["person_id"])


def _make_entrances() -> None:
    op.create_table(
        "sessions",
        sa.Column("session_digest", sa.Text, primary_key=True),
        _of_person(),
        sa.Column("started_at", sa.BigInteger, nullable=False),
        sa.Column("last_seen_at", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.Column("user_agent", sa.Text, nullable=False),
    )
    op.create_index("sessions_of_person", "sessions", ["person_id"])
    op.create_index("sessions_by_expiry", "sessions", ["expires_at"])
    op.create_table(
        "one_time_links",
        sa.Column("digest", sa.Text, primary_key=True),
        sa.Column("purpose", sa.Text, nullable=False),
        _of_person(),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.Column("used_at", sa.BigInteger),
    )
    op.create_index("one_time_links_of_person", "one_time_links", ["person_id"])
    op.create_table(
        "login_failures",
        sa.Column("failure_id", sa.Integer, primary_key=True),
        sa.Column("name_digest", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("failed_at", sa.BigInteger, nullable=False),
    )
    op.create_index("login_failures_of_name", "login_failures", ["name_digest", "failed_at"])
    op.create_index("login_failures_of_address", "login_failures", ["address", "failed_at"])
    op.create_index("login_failures_by_age", "login_failures", ["failed_at"])


def _make_keys() -> None:
    op.create_table(
        "api_tokens",
        sa.Column("token_id", sa.Integer, primary_key=True),
        _of_person(),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("scopes", sa.JSON, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger),
        sa.Column("last_used_at", sa.BigInteger),
        sa.Column("revoked_at", sa.BigInteger),
        sa.UniqueConstraint("digest", name="one_token_for_each_secret"),
        sqlite_autoincrement=True,
    )
    op.create_index("api_tokens_of_person", "api_tokens", ["person_id"])
    op.create_table(
        "idempotency_keys",
        _of_person(primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("request_digest", sa.Text, nullable=False),
        sa.Column("status", sa.Integer),
        sa.Column("body", sa.Text),
        sa.Column("created_at", sa.BigInteger, nullable=False),
    )
    op.create_index("idempotency_keys_by_age", "idempotency_keys", ["created_at"])
