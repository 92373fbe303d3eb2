"""How a session begins, whichever way somebody came in."""

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from cointracker_pipeline.pipeline import Pipeline
from cointracker_pipeline.web.access.cookies import BROWSER, SESSION
from cointracker_pipeline.web.access.events import note_event
from cointracker_pipeline.web.access.signing_in import LONGEST_SESSION

BROWSER_IS_KNOWN = timedelta(days=365)
_LONGEST_AGENT = 200

BY_PROVIDER = "oidc"
"""The way of whoever an OpenID provider vouched for; every other one begins with a password."""


def begin_session(request: Request, pipeline: Pipeline, person_id: int, target: str, way: str) -> Response:
    """Begin a new session in place of the one there may be, and go on."""
    response = RedirectResponse(target, 303)
    give_session(request, pipeline, person_id, response, way)
    return response


def give_session(request: Request, pipeline: Pipeline, person_id: int, response: Response, way: str) -> None:
    """Begin a new session in place of the one there may be, with an answer.

    Its secret is always a new one: one that somebody put into the browser before opens nothing.
    """
    registry, now = pipeline.registry, pipeline.clock()
    registry.end_session(SESSION.read(request))
    agent = request.headers.get("user-agent", "")[:_LONGEST_AGENT]
    secret = registry.start_session(person_id, agent, LONGEST_SESSION, now, by_provider=way == BY_PROVIDER)
    SESSION.give(response, request, secret, int(LONGEST_SESSION.total_seconds()))
    if not registry.is_known_browser(person_id, BROWSER.read(request), now):
        known = registry.remember_browser(person_id, BROWSER_IS_KNOWN, now)
        BROWSER.give(response, request, known, int(BROWSER_IS_KNOWN.total_seconds()))
    note_event("signed in", request, person=person_id, way=way)
