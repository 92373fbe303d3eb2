"""The person whom somebody named."""

from cointracker_pipeline.errors import PersonError
from cointracker_pipeline.pipeline import Pipeline
from cointracker_pipeline.storage.registry.people import Person


def find_named(pipeline: Pipeline, name: str) -> Person:
    """Return a person by their name in any case.

    Raises: PersonError for a name that is nobody's.
    """
    person = pipeline.registry.find_person_named(name)
    if person is None:
        raise PersonError(f"Nobody is called {name!r}; `cointracker users list` shows who there is.")
    return person
