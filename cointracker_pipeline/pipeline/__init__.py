"""The use cases, assembled: one home with its stores, its chains and the way to Blockchair."""

from cointracker_pipeline.pipeline.importing import holds_secret
from cointracker_pipeline.pipeline.pipeline import Pipeline, open_pipeline, read_clock

__all__ = ["Pipeline", "holds_secret", "open_pipeline", "read_clock"]
