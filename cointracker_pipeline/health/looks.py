"""When Dagster's daemon last looked after this home: a file in it, which tells whoever knows nothing of Dagster."""

from datetime import UTC, datetime
from typing import Literal

from cointracker_pipeline.settings import Settings

Look = Literal["requests", "nightly"]
"""The sensor that turns requests into runs, every few seconds; and the nightly refresh, when it begins."""


def note_look(settings: Settings, look: Look) -> None:
    """Write down that it is being looked now; what cannot be written is not worth a failure."""
    try:
        (settings.dagster_home / f"last-{look}").touch()
    except OSError:
        return


def read_look(settings: Settings, look: Look) -> datetime | None:
    """Return when it was last looked, ``None`` if never."""
    try:
        return datetime.fromtimestamp((settings.dagster_home / f"last-{look}").stat().st_mtime, UTC)
    except OSError:
        return None
