"""The environment of a test: a home and an API of its own, nothing of the machine's."""

import os
from pathlib import Path

import pytest


def set_environment(monkeypatch: pytest.MonkeyPatch, home: Path, base_url: str, **more: str) -> None:
    """Name a home and an API, lift every limit, wait for nothing, and hide any settings of the machine."""
    for name in [one for one in os.environ if one.startswith(("COINTRACKER_", "BLOCKCHAIR_", "DAGSTER_"))]:
        monkeypatch.delenv(name)
    given = {
        "COINTRACKER_HOME": str(home),
        "DAGSTER_HOME": str(home / "dagster"),
        "BLOCKCHAIR_BASE_URL": base_url,
        "BLOCKCHAIR_RETRY_SECONDS": "0",
        "BLOCKCHAIR_REQUESTS_PER_MINUTE": "0",
        "BLOCKCHAIR_POINTS_PER_DAY": "0",
        **more,
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    home.parent.mkdir(parents=True, exist_ok=True)
    monkeypatch.chdir(home.parent)
