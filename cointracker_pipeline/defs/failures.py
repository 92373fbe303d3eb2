"""Errors of ours as Dagster failures: the message for people, without our traceback."""

from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg

from cointracker_pipeline.errors import CointrackerError


@contextmanager
def told_as_failure() -> Iterator[None]:
    """Fail the step with the error's message; Dagster must not retry what was already tried often enough."""
    try:
        yield
    except CointrackerError as error:
        raise dg.Failure(str(error), allow_retries=False) from None
