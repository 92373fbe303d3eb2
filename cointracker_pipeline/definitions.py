"""Dagster's entry: loads whatever lies in ``defs/``."""

import warnings
from pathlib import Path

import dagster as dg

# Dagster warns about a parameter of its own that it passes to our sensors itself.
warnings.filterwarnings(
    "ignore", message=r"Parameter `owners` of initializer `SensorDefinition", category=dg.BetaWarning
)


@dg.definitions
def defs() -> dg.Definitions:
    """Return everything found in ``defs/``."""
    return dg.load_from_defs_folder(path_within_project=Path(__file__).parent)
