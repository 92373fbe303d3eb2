"""``cointracker sandbox``: a local Blockchair to try everything against."""

from cointracker_pipeline.sandbox.command import sandbox_command as sandbox

__all__ = ["sandbox"]
