"""The home and its inbox."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from cointracker_pipeline.health.finding import Finding
from cointracker_pipeline.settings import Settings

LITTLE_BYTES = 1_000_000_000
"""A wallet of a million transactions takes about 150 MB, Dagster's events as much."""
TOO_LITTLE_BYTES = 50_000_000


def check_home(settings: Settings) -> Iterator[Finding]:
    """Tell whether the home is there and can be written, and how much room is left."""
    home, place = settings.home, _find_place(settings)
    if not place.is_dir() or not os.access(place, os.W_OK | os.X_OK):
        advice = "Make it writable, or set COINTRACKER_HOME to a folder that is."
        yield Finding("home", "problem", f"{place} is not a folder this user can write", advice)
        return
    made = "" if home.exists() else ", made by the first command that needs it"
    yield Finding("home", "ok", f"{home}{made}")
    yield _judge_disk(free_bytes(settings))


def free_bytes(settings: Settings) -> int:
    """Return how much room is left where the home is, or will be."""
    return shutil.disk_usage(_find_place(settings)).free


def _find_place(settings: Settings) -> Path:
    return next(path for path in (settings.home, *settings.home.parents) if path.exists())


def _judge_disk(free: int) -> Finding:
    text = f"{free / 1e9:,.1f} GB free"
    if free < TOO_LITTLE_BYTES:
        return Finding("disk", "problem", text, "Make room, or set COINTRACKER_HOME to another disk.")
    if free < LITTLE_BYTES:
        return Finding("disk", "warning", text, "Make room soon.")
    return Finding("disk", "ok", text)


def check_inbox(settings: Settings, *, naming: bool = True) -> Iterator[Finding]:
    """Tell which files wait, and how many could not be read; without ``naming`` no name is told: files are people's."""
    waiting = _files_of(settings.inbox)
    if waiting:
        text = f"{len(waiting)} files wait in {settings.inbox}{_name(waiting, naming=naming)}"
        yield Finding("inbox", "warning", text, "They are taken while `cointracker up` runs; start it.")
    else:
        yield Finding("inbox", "ok", "no file waits")
    rejected = [name for name in _files_of(settings.rejected) if not name.endswith(".report.csv")]
    if rejected:
        text = f"{len(rejected)} files could not be read{_name(rejected, naming=naming)}"
        yield Finding("rejected files", "warning", text, f"The report beside each one says why: {settings.rejected}")


def _name(files: list[str], *, naming: bool) -> str:
    return f": {', '.join(files[:3])}" if naming else ""


def _files_of(folder: Path) -> list[str]:
    if not folder.is_dir():
        return []
    return sorted(path.name for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
