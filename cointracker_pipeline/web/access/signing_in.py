"""Whether a name and a password are right, and how often they may be tried."""

from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import IPv6Address, ip_address

from starlette.requests import HTTPConnection

from cointracker_pipeline.pipeline import Pipeline
from cointracker_pipeline.storage.registry import TryLimits, TrySource
from cointracker_pipeline.storage.registry.people import Person
from cointracker_pipeline.web.access.cookies import BROWSER
from cointracker_pipeline.web.access.events import note_event
from cointracker_pipeline.web.access.passwords import is_outdated, is_right, rehash

LONGEST_SESSION = timedelta(days=30)
IDLE = timedelta(days=7)
"""A session ends after ``LONGEST_SESSION``, or when nobody used it for so long."""

LIMITS = TryLimits(timedelta(minutes=15), from_source_of_name=5, from_source=20, of_name=50)
"""Five failures for a person at one place; fifty for a name from everywhere: strangers who go on guessing from many
addresses get fifty tries in a quarter of an hour, and shut out nobody whose browser is known."""

_WAIT_SECONDS = int(LIMITS.window.total_seconds())


@dataclass(frozen=True, slots=True)
class Outcome:
    """Who signed in, or the answer to whoever did not."""

    person: Person | None
    problem: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


def check_login(pipeline: Pipeline, connection: HTTPConnection, name: str, password: str) -> Outcome:
    """Return whose name and password these are; after some failures, nobody's for some minutes."""
    registry, now = pipeline.registry, pipeline.clock()
    person = registry.find_person_named(name)
    source = _source(pipeline, connection, person)
    if not registry.admit_try(name, source, LIMITS, now):
        note_event("login refused", connection, known=source.is_known, person=person and person.person_id)
        problem = f"Too many tries failed. Wait {_WAIT_SECONDS // 60} minutes, or ask an admin for a new link."
        return Outcome(None, problem, 429, {"Retry-After": str(_WAIT_SECONDS)})
    if not is_right(person.password_hash if person else None, password) or person is None or person.disabled_at:
        note_event("login failed", connection, known=source.is_known, person=person and person.person_id)
        return Outcome(None, "This name and this password do not belong together.", 401)
    registry.forget_tries(name, source)
    if person.password_hash and is_outdated(person.password_hash):
        registry.set_password_hash(person.person_id, rehash(password))
    return Outcome(person)


def _source(pipeline: Pipeline, connection: HTTPConnection, person: Person | None) -> TrySource:
    secret = BROWSER.read(connection)
    if person and secret and pipeline.registry.is_known_browser(person.person_id, secret, pipeline.clock()):
        return TrySource(secret, is_known=True)
    return TrySource(_network(connection.client.host if connection.client else ""))


def _network(address: str) -> str:
    """Return an address, of IPv6 the network that one subscriber has: they may take any address in it."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return f"{IPv6Address(int(parsed) >> 64 << 64)}/64" if parsed.version == 6 else address
