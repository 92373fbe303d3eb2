"""The tables of people and of how they come in.

Secrets are held as SHA-256 digests, but for those of second factors: a code cannot be computed from a digest.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from cointracker_pipeline.storage.registry.tables import UtcTime, metadata


def _of_person(*, primary_key: bool = False) -> Column[int]:
    person = ForeignKey("people.person_id", ondelete="cascade")
    return Column("person_id", person, primary_key=primary_key, nullable=False)


people = Table(
    "people",
    metadata,
    Column("person_id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    # The name as it is compared: `Ann` and `ANN` are one person.
    Column("name_key", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("password_hash", Text),
    Column("created_at", UtcTime, nullable=False),
    Column("disabled_at", UtcTime),
    UniqueConstraint("name_key", name="one_person_for_each_name"),
    sqlite_autoincrement=True,
)

sessions = Table(
    "sessions",
    metadata,
    Column("session_digest", Text, primary_key=True),
    _of_person(),
    Column("started_at", UtcTime, nullable=False),
    Column("last_seen_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Column("user_agent", Text, nullable=False),
    # A provider vouched for whoever is here, and asked for what it asks for.
    Column("by_provider", Boolean, nullable=False, server_default=false()),
    Index("sessions_of_person", "person_id"),
    Index("sessions_by_expiry", "expires_at"),
)

api_tokens = Table(
    "api_tokens",
    metadata,
    Column("token_id", Integer, primary_key=True),
    _of_person(),
    Column("name", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("scopes", JSON, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime),
    Column("last_used_at", UtcTime),
    Column("revoked_at", UtcTime),
    UniqueConstraint("digest", name="one_token_for_each_secret"),
    Index("api_tokens_of_person", "person_id"),
    sqlite_autoincrement=True,
)

one_time_links = Table(
    "one_time_links",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("purpose", Text, nullable=False),
    _of_person(),
    Column("expires_at", UtcTime, nullable=False),
    Column("used_at", UtcTime),
    Index("one_time_links_of_person", "person_id"),
)

login_failures = Table(
    "login_failures",
    metadata,
    Column("failure_id", Integer, primary_key=True),
    # A digest: people type passwords where the name belongs.
    Column("name_digest", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("failed_at", UtcTime, nullable=False),
    Index("login_failures_of_name", "name_digest", "failed_at"),
    Index("login_failures_of_address", "address", "failed_at"),
    Index("login_failures_by_age", "failed_at"),
)

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    _of_person(primary_key=True),
    Column("key", Text, primary_key=True),
    Column("request_digest", Text, nullable=False),
    # Empty while the request is being answered.
    Column("status", Integer),
    Column("body", Text),
    Column("created_at", UtcTime, nullable=False),
    Index("idempotency_keys_by_age", "created_at"),
)

inbox_files = Table(
    "inbox_files",
    metadata,
    # The name in the inbox, which tells nothing about whose it is.
    Column("inbox_name", Text, primary_key=True),
    _of_person(),
    Column("file_name", Text, nullable=False),
    Column("uploaded_at", UtcTime, nullable=False),
    # Empty while it waits; afterwards its report lies beside the file, under the same name.
    Column("taken_at", UtcTime),
    Index("inbox_files_of_person", "person_id"),
)

# Where somebody signed in before: strangers who guess at a name do not shut out those who know it.
known_browsers = Table(
    "known_browsers",
    metadata,
    Column("browser_digest", Text, primary_key=True),
    _of_person(),
    Column("expires_at", UtcTime, nullable=False),
    Index("known_browsers_of_person", "person_id"),
)

identities = Table(
    "identities",
    metadata,
    # Who a person is to an OpenID provider: both together, since a subject is unique to its issuer only.
    Column("issuer", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    _of_person(),
    Column("linked_at", UtcTime, nullable=False),
    Index("identities_of_person", "person_id"),
)

second_factors = Table(
    "second_factors",
    metadata,
    _of_person(primary_key=True),
    # In base32, as apps take it.
    Column("secret", Text, nullable=False),
    # Empty until the person has shown that their app makes the right codes.
    Column("confirmed_at", UtcTime),
    # The time step of the code that was taken last: neither it nor an earlier one is taken again.
    Column("last_step", BigInteger, nullable=False),
    # How many wrong codes came since a right one.
    Column("wrong_codes", Integer, nullable=False),
)

# Those that were not used yet.
recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("code_digest", Text, primary_key=True),
    _of_person(),
    Index("recovery_codes_of_person", "person_id"),
)

# Whoever gave a right password and has yet to give a code.
half_sign_ins = Table(
    "half_sign_ins",
    metadata,
    Column("half_digest", Text, primary_key=True),
    _of_person(),
    Column("expires_at", UtcTime, nullable=False),
    Index("half_sign_ins_of_person", "person_id"),
)
