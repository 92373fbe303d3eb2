"""What a person sees of their own account."""

from dataclasses import dataclass
from datetime import datetime

from cointracker_pipeline.pipeline import Pipeline
from cointracker_pipeline.storage.registry import ApiToken, SecondFactor
from cointracker_pipeline.storage.registry.alerts import SentAlert
from cointracker_pipeline.storage.registry.people import Person
from cointracker_pipeline.storage.registry.secrets import digest_of
from cointracker_pipeline.storage.registry.sessions import Session
from cointracker_pipeline.web.access.signing_in import IDLE
from cointracker_pipeline.web.access.visitor import Visitor

SCOPES_OF_ROLE: dict[str, tuple[str, ...]] = {
    "viewer": ("read",),
    "member": ("read", "write"),
    "admin": ("read", "write", "admin"),
}
"""What a token of somebody with a role may be good for; what it allows shrinks with the role."""

_ALERTS = 10


@dataclass(frozen=True, slots=True)
class Account:
    """A person, their second factor, where they are signed in, their tokens, and what their wallets had to tell lately.

    ``here`` is the digest of the session that asks.
    """

    person: Person
    second_factor: SecondFactor | None
    sessions: list[Session]
    here: str
    tokens: list[ApiToken]
    scopes: tuple[str, ...]
    channels: tuple[str, ...]
    alerts: list[SentAlert]
    now: datetime


def read_account(pipeline: Pipeline, visitor: Visitor) -> Account:
    """Return the account of whoever asks; of tokens, those that may still open something."""
    registry, now, person = pipeline.registry, pipeline.clock(), visitor.person
    sessions = registry.list_sessions(person.person_id, IDLE, now)
    tokens = [one for one in registry.list_tokens(person.person_id) if one.revoked_at is None]
    return Account(
        person,
        registry.find_second_factor(person.person_id),
        sessions,
        digest_of(visitor.session),
        tokens,
        SCOPES_OF_ROLE[person.role],
        pipeline.settings.channel_names,
        registry.latest_alerts(person.person_id, _ALERTS),
        now,
    )
