"""The tokens with which programs come in for a person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import and_, insert, or_, select, update

from cointracker_pipeline.storage.registry.engine import Database
from cointracker_pipeline.storage.registry.people_tables import api_tokens, people
from cointracker_pipeline.storage.registry.secrets import digest_of, make_secret

Scope = Literal["read", "write", "admin"]

TOKEN_PREFIX = "ct_"  # noqa: S105  (by it, a token is recognised where it must not be, such as in a repository)
"""How every token begins."""

# Programs ask many times a second; nobody needs to know the second.
_TOUCH_AFTER = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A token, without its secret; it opens nothing after ``expires_at`` or once it is revoked."""

    token_id: int
    person_id: int
    name: str
    scopes: tuple[Scope, ...]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None


class ApiTokens:
    """The registry's part for tokens."""

    _database: Database

    def create_token(
        self, person_id: int, name: str, scopes: Iterable[Scope], expires_at: datetime | None, now: datetime
    ) -> tuple[ApiToken, str]:
        """Make a token for a person, and return it with its secret, which is told this once and not kept."""
        secret = make_secret(TOKEN_PREFIX)
        given: tuple[Scope, ...] = tuple(dict.fromkeys(scopes))
        row = {"person_id": person_id, "name": name, "scopes": list(given), "created_at": now, "expires_at": expires_at}
        with self._database.writing() as connection:
            made = insert(api_tokens).values(row | {"digest": digest_of(secret)})
            key = connection.execute(made).inserted_primary_key
        return ApiToken(int(key[0]) if key else 0, person_id, name, given, now, expires_at, None, None), secret

    def find_token(self, secret: str, now: datetime) -> ApiToken | None:
        """Return the token of a secret, and note that it was used.

        ``None`` when there is none, when it is expired or revoked, or its person is disabled.
        """
        alive = and_(
            api_tokens.c.digest == digest_of(secret),
            api_tokens.c.revoked_at.is_(None),
            or_(api_tokens.c.expires_at.is_(None), api_tokens.c.expires_at > now),
        )
        enabled = select(api_tokens).join(people).where(alive, people.c.disabled_at.is_(None))
        with self._database.reading() as connection:
            row = connection.execute(enabled).one_or_none()
        if row and (row.last_used_at is None or now - row.last_used_at >= _TOUCH_AFTER):
            with self._database.writing() as connection:
                connection.execute(update(api_tokens).where(alive).values(last_used_at=now))
        return _make(row) if row else None

    def list_tokens(self, person_id: int) -> list[ApiToken]:
        """Return all tokens a person ever made, the newest first."""
        theirs = select(api_tokens).where(api_tokens.c.person_id == person_id).order_by(api_tokens.c.token_id.desc())
        with self._database.reading() as connection:
            return [_make(row) for row in connection.execute(theirs)]

    def revoke_token(self, person_id: int, token_id: int, now: datetime) -> bool:
        """Let a person's token open nothing any more; tell whether it was theirs and not revoked before."""
        theirs = (api_tokens.c.person_id == person_id, api_tokens.c.token_id == token_id)
        revoked = update(api_tokens).where(*theirs, api_tokens.c.revoked_at.is_(None)).values(revoked_at=now)
        with self._database.writing() as connection:
            return connection.execute(revoked).rowcount > 0


def _make(row: Any) -> ApiToken:
    return ApiToken(
        row.token_id,
        row.person_id,
        row.name,
        tuple(row.scopes),
        row.created_at,
        row.expires_at,
        row.last_used_at,
        row.revoked_at,
    )
