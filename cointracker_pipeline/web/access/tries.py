"""How often somebody may try to come in, and from where; what they are answered."""

from dataclasses import dataclass, field
from datetime import timedelta

from starlette.requests import HTTPConnection

from cointracker_pipeline.pipeline import Pipeline
from cointracker_pipeline.storage.registry import TryLimits, TrySource
from cointracker_pipeline.storage.registry.people import Person
from cointracker_pipeline.web.access.cookies import BROWSER
from cointracker_pipeline.web.access.events import note_event
from cointracker_pipeline.web.access.networks import network_of

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


def refuse_try(
    pipeline: Pipeline, connection: HTTPConnection, name: str, source: TrySource, person: Person | None
) -> Outcome | None:
    """Count a try, or return the refusal of one too many."""
    if pipeline.registry.admit_try(name, source, LIMITS, pipeline.clock()):
        return None
    note_event("login refused", connection, known=source.is_known, person=person and person.person_id)
    problem = f"Too many tries failed. Wait {_WAIT_SECONDS // 60} minutes, or ask an admin for a new link."
    return Outcome(None, problem, 429, {"Retry-After": str(_WAIT_SECONDS)})


def find_source(pipeline: Pipeline, connection: HTTPConnection, person: Person | None) -> TrySource:
    """Return where a try comes from: the browser if it is known to be the person's, else the network."""
    secret = BROWSER.read(connection)
    if person and secret and pipeline.registry.is_known_browser(person.person_id, secret, pipeline.clock()):
        return TrySource(secret, is_known=True)
    return TrySource(network_of(connection))
