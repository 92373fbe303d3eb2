"""Links by which people come in without a password, or with a new one."""

from datetime import timedelta

from cointracker_pipeline.errors import PersonError
from cointracker_pipeline.pipeline import Pipeline
from cointracker_pipeline.storage.registry import OPERATOR, Purpose
from cointracker_pipeline.storage.registry.people import Person

LIFETIMES: dict[Purpose, timedelta] = {
    "first-run": timedelta(days=1),
    "invite": timedelta(days=7),
    "reset": timedelta(days=1),
}


def make_person_link(pipeline: Pipeline, person: Person) -> str:
    """Return the path of a new link for a person: a first password, or another one; earlier ones open nothing.

    Raises: PersonError for somebody who is disabled.
    """
    if person.disabled_at:
        raise PersonError(f"{person.name!r} is disabled, so that no link would let them in; enable them first.")
    now, purpose = pipeline.clock(), _purpose_of(person)
    secret = pipeline.registry.make_link(purpose, person.person_id, now + LIFETIMES[purpose], now)
    return f"/welcome?link={secret}"


def _purpose_of(person: Person) -> Purpose:
    if person.password_hash:
        return "reset"
    return "first-run" if person.person_id == OPERATOR else "invite"
