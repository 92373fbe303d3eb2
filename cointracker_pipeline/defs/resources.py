"""The pipeline as a Dagster resource."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import dagster as dg
from pydantic import PrivateAttr

from cointracker_pipeline.pipeline import Pipeline, open_pipeline
from cointracker_pipeline.sync.progress import Progress


class PipelineResource(dg.ConfigurableResource):  # type: ignore[type-arg]
    """Opens the home that the settings name; its configuration is the settings, so it has none of its own."""

    _listener: Callable[[Progress], None] | None = PrivateAttr(default=None)

    @contextmanager
    def opened(self) -> Iterator[Pipeline]:
        """Open the home for one step."""
        with open_pipeline() as pipeline:
            yield pipeline

    def listening(self, listener: Callable[[Progress], None]) -> "PipelineResource":
        """Return a resource whose syncs tell their progress to a listener in this process."""
        resource = PipelineResource()
        resource._listener = listener
        return resource

    def progress(self) -> Progress:
        """Return fresh counts for one run."""
        return Progress(listener=self._listener)


@dg.definitions
def resources() -> dg.Definitions:
    """Return the resources by the names that assets ask for."""
    return dg.Definitions(resources={"pipeline": PipelineResource()})
