"""What each route asks for: the open home."""

from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from cointracker_pipeline.pipeline import Pipeline


def get_pipeline(connection: HTTPConnection) -> Pipeline:
    """Return the pipeline that the application was built over."""
    pipeline: Pipeline = connection.app.state.pipeline
    return pipeline


Books = Annotated[Pipeline, Depends(get_pipeline)]
"""A route's parameter of this type is the open home: settings, registry, warehouse, chains, clock."""
