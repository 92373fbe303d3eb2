"""A session of the first admin, in the registry of a home that another process serves."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from cointracker_pipeline.storage.registry import OPERATOR, Registry

COOKIE = "cointracker_session"


def begin_session(home: Path) -> str:
    """Return the secret of a new session; it belongs into the cookie ``COOKIE``."""
    with Registry(f"sqlite:///{home / 'registry.sqlite'}") as registry:
        registry.prepare()
        return registry.start_session(OPERATOR, "test", timedelta(hours=1), datetime.now(UTC))
