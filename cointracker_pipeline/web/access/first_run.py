"""The link by which the first admin comes in: nobody has a password before somebody chose one."""

from datetime import timedelta

from cointracker_pipeline.pipeline import Pipeline
from cointracker_pipeline.storage.registry import OPERATOR

LIFETIME = timedelta(days=1)


def make_first_link(pipeline: Pipeline) -> str | None:
    """Return the secret of a new link for the first admin, ``None`` once they have a password."""
    operator = pipeline.registry.find_person(OPERATOR)
    if operator is None or operator.password_hash:
        return None
    now = pipeline.clock()
    return pipeline.registry.make_link("first-run", OPERATOR, now + LIFETIME, now)
