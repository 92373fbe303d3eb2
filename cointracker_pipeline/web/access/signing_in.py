"""Whether a name and a password are right, and how often they may be tried."""

from dataclasses import dataclass, field
from datetime import timedelta

from starlette.requests import Request

from cointracker_pipeline.pipeline import Pipeline
from cointracker_pipeline.storage.registry.people import Person
from cointracker_pipeline.web.access.passwords import hash_password, is_outdated, is_right

LONGEST_SESSION = timedelta(days=30)
IDLE = timedelta(days=7)
"""A session ends after ``LONGEST_SESSION``, or when nobody used it for so long."""

FEW = 5
MANY = 20
WINDOW = timedelta(minutes=15)
"""So long failed tries count: ``FEW`` for one name, ``MANY`` from one address."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Who signed in, or the answer to whoever did not."""

    person: Person | None
    problem: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


def check_login(pipeline: Pipeline, request: Request, name: str, password: str) -> Outcome:
    """Return whose name and password these are; after some failures, nobody's for some minutes."""
    registry, now = pipeline.registry, pipeline.clock()
    address = request.client.host if request.client else ""
    by_name = registry.count_failures_of_name(name, now - WINDOW)
    by_address = registry.count_failures_from(address, now - WINDOW)
    if by_name.count >= FEW or by_address.count >= MANY:
        minutes = int(WINDOW.total_seconds() // 60)
        problem = f"Too many tries failed. Wait {minutes} minutes, or ask an admin for a new link."
        return Outcome(None, problem, 429, {"Retry-After": str(int(WINDOW.total_seconds()))})
    person = registry.find_person_named(name)
    if not is_right(person.password_hash if person else None, password) or person is None or person.disabled_at:
        registry.note_login_failure(name, address, now)
        return Outcome(None, "This name and this password do not belong together.", 401)
    registry.forget_login_failures(name)
    if person.password_hash and is_outdated(person.password_hash):
        registry.set_password_hash(person.person_id, hash_password(password))
    return Outcome(person)
