"""The second factor: who must have one, and what waits between the password and the code."""

from datetime import timedelta

from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response

from cointracker_pipeline.pipeline import Pipeline
from cointracker_pipeline.storage.registry.people import Person
from cointracker_pipeline.web.access.beginning import begin_session, give_session
from cointracker_pipeline.web.access.cookies import SecretCookie
from cointracker_pipeline.web.access.events import note_event
from cointracker_pipeline.web.access.requiring import is_required
from cointracker_pipeline.web.redirecting import with_next

HALF = SecretCookie("cointracker_half")
"""What a browser holds between the password and the code; it opens the second step alone."""

HALF_LIFETIME = timedelta(minutes=10)


def begin_or_ask(request: Request, pipeline: Pipeline, person: Person, target: str, way: str) -> Response:
    """Begin the session of somebody whose password is right, or ask for the second factor first.

    Who has none and must have one is led to set it up.
    """
    registry = pipeline.registry
    if registry.has_second_factor(person.person_id):
        path = "/login/code"
    elif is_required(pipeline.settings, person.role):
        registry.begin_second_factor(person.person_id)
        path = "/login/set-up"
    else:
        return begin_session(request, pipeline, person.person_id, target, way)
    secret = registry.begin_half_sign_in(person.person_id, HALF_LIFETIME, pipeline.clock())
    note_event("code asked for", request, person=person.person_id, way=way)
    response = RedirectResponse(with_next(path, target), 303)
    HALF.give(response, request, secret, int(HALF_LIFETIME.total_seconds()))
    return response


def find_half_signed_in(connection: HTTPConnection, pipeline: Pipeline) -> Person | None:
    """Return whose password was right in this browser a short while ago, ``None`` for nobody."""
    secret = HALF.read(connection)
    person_id = pipeline.registry.find_half_sign_in(secret, pipeline.clock()) if secret else None
    return pipeline.registry.find_person(person_id) if person_id is not None else None


def finish_sign_in(request: Request, pipeline: Pipeline, person: Person, response: Response, way: str) -> Response:
    """Begin the session of whoever passed the second step, with an answer; once for each password that was given."""
    if not pipeline.registry.end_half_sign_in(HALF.read(request)):
        return RedirectResponse("/login", 303)
    give_session(request, pipeline, person.person_id, response, way)
    HALF.take(response, request)
    return response
