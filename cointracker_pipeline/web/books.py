"""What each route asks for: the open home, and its warehouse to read."""

from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from cointracker_pipeline.pipeline import Pipeline
from cointracker_pipeline.storage.warehouse import SharedReading


def get_pipeline(connection: HTTPConnection) -> Pipeline:
    """Return the pipeline that the application was built over."""
    pipeline: Pipeline = connection.app.state.pipeline
    return pipeline


Books = Annotated[Pipeline, Depends(get_pipeline)]
"""A route's parameter of this type is the open home: settings, registry, warehouse, chains, clock."""


def get_reading(connection: HTTPConnection) -> SharedReading:
    """Return the warehouse as all requests of this process read it together."""
    reading: SharedReading = connection.app.state.reading
    return reading


Shelf = Annotated[SharedReading, Depends(get_reading)]
"""A route's parameter of this type is the warehouse to read, for one query at a time."""
