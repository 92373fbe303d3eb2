"""The pipeline as a Dagster resource."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import dagster as dg

from cointracker_pipeline.pipeline import Pipeline, open_pipeline
from cointracker_pipeline.sync.progress import Progress


@dataclass(frozen=True, slots=True)
class PipelineAccess:
    """Opens the home that the settings name; a run in the command's own process tells its progress to it."""

    listener: Callable[[Progress], None] | None = None

    @contextmanager
    def opened(self) -> Iterator[Pipeline]:
        """Open the home for one step."""
        with open_pipeline() as pipeline:
            yield pipeline

    def progress(self, log: Callable[[Progress], None]) -> Progress:
        """Return fresh counts for one run, told to its log and to whoever listens here."""
        listener = self.listener
        if listener is None:
            return Progress(listener=log)

        def tell_both(progress: Progress) -> None:
            log(progress)
            listener(progress)

        return Progress(listener=tell_both)


PipelineResource = dg.ResourceParam[PipelineAccess]
"""What an asset, check, op or sensor annotates its ``pipeline`` parameter with."""


@dg.definitions
def resources() -> dg.Definitions:
    """Return the resources by the names that assets ask for."""
    return dg.Definitions(resources={"pipeline": PipelineAccess()})
