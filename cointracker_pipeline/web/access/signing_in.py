"""Whether a name and a password are right."""

from datetime import timedelta

from starlette.requests import HTTPConnection

from cointracker_pipeline.pipeline import Pipeline
from cointracker_pipeline.web.access.events import note_event
from cointracker_pipeline.web.access.passwords import is_outdated, is_right, rehash
from cointracker_pipeline.web.access.tries import Outcome, find_source, refuse_try

LONGEST_SESSION = timedelta(days=30)
IDLE = timedelta(days=7)
"""A session ends after ``LONGEST_SESSION``, or when nobody used it for so long."""


def check_login(pipeline: Pipeline, connection: HTTPConnection, name: str, password: str) -> Outcome:
    """Return whose name and password these are; after some failures, nobody's for some minutes.

    Where a second factor is on, the try counts as failed until its code is right too: whoever knows the password has
    no more tries at the code than others at the password.
    """
    registry = pipeline.registry
    person = registry.find_person_named(name)
    source = find_source(pipeline, connection, person)
    if refusal := refuse_try(pipeline, connection, name, source, person):
        return refusal
    if not is_right(person.password_hash if person else None, password) or person is None or person.disabled_at:
        note_event("login failed", connection, known=source.is_known, person=person and person.person_id)
        return Outcome(None, "This name and this password do not belong together.", 401)
    if not registry.has_second_factor(person.person_id):
        registry.forget_tries(name, source)
    if person.password_hash and is_outdated(person.password_hash):
        registry.set_password_hash(person.person_id, rehash(password))
    return Outcome(person)
