"""Whether a code is right: the app's, once, or one for recovery."""

from dataclasses import replace
from http import HTTPStatus

from starlette.requests import HTTPConnection

from cointracker_pipeline.pipeline import Pipeline
from cointracker_pipeline.storage.registry import TrySource
from cointracker_pipeline.storage.registry.people import Person
from cointracker_pipeline.web.access.authenticator import find_step
from cointracker_pipeline.web.access.events import note_event
from cointracker_pipeline.web.access.recovery_codes import plain_code
from cointracker_pipeline.web.access.signing_in import check_login
from cointracker_pipeline.web.access.tries import Outcome, find_source, refuse_try


def check_code(pipeline: Pipeline, connection: HTTPConnection, person: Person, code: str) -> Outcome:
    """Return the person whose password was right already if the code is theirs: the app's, or one for recovery."""
    source = find_source(pipeline, connection, person)
    refusal = refuse_try(pipeline, connection, person.name, source, person)
    return refusal or _look_at_code(pipeline, connection, person, source, code)


def check_again(
    pipeline: Pipeline, connection: HTTPConnection, person: Person, password: str, code: str | None = None
) -> Outcome:
    """Return the person, who is signed in, if their password is right, and their code where one is given: one try."""
    outcome = check_login(pipeline, connection, person.name, password)
    if outcome.status == HTTPStatus.UNAUTHORIZED:
        return replace(outcome, problem="This is not your password.", status=422)
    if outcome.person is None or code is None:
        return outcome
    outcome = _look_at_code(pipeline, connection, person, find_source(pipeline, connection, person), code)
    return replace(outcome, status=422) if outcome.person is None else outcome


def _look_at_code(
    pipeline: Pipeline, connection: HTTPConnection, person: Person, source: TrySource, code: str
) -> Outcome:
    """Take a code once, and forget the failures that led to it."""
    if not (_takes_step(pipeline, person, code) or _takes_recovery(pipeline, connection, person, code)):
        note_event("code failed", connection, known=source.is_known, person=person.person_id)
        return Outcome(None, "This code is wrong, or was used already. The app shows the next one soon.", 401)
    pipeline.registry.forget_tries(person.name, source)
    return Outcome(person)


def _takes_step(pipeline: Pipeline, person: Person, code: str) -> bool:
    registry, person_id = pipeline.registry, person.person_id
    secret = registry.shared_secret(person_id)
    if secret is None or not registry.admit_code(person_id):
        return False
    step = find_step(secret, code, pipeline.clock())
    return step is not None and registry.take_step(person_id, step)


def _takes_recovery(pipeline: Pipeline, connection: HTTPConnection, person: Person, code: str) -> bool:
    if not pipeline.registry.use_recovery_code(person.person_id, plain_code(code)):
        return False
    note_event("recovery code used", connection, person=person.person_id)
    return True
