"""Moves files out of the inbox, never over another file and never without a complete copy."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

_LONGEST_STEM_BYTES = 200  # names end at 255 bytes; " (1000)" and ".report.csv" must still fit


@contextmanager
def one_taker(folder: Path) -> Iterator[None]:
    """Wait until no other process takes a file into this folder; the kernel ends the wait if that one dies."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def choose_place(path: Path, folder: Path) -> Path:
    """Return where a file goes: its own name, or ``name (2).csv`` where that or a name with its stem exists.

    A name like ``wallets.report.csv`` is left to reports. A move that was interrupted keeps its place.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stems = {entry.stem.casefold() for entry in folder.iterdir()}
    stem = _shorten(path.stem)
    for number in count(1):
        numbered = stem if number == 1 else f"{stem} ({number})"
        place = folder / f"{numbered}{path.suffix}"
        if place.exists() and place.samefile(path):
            return place
        if numbered.casefold() not in stems and not numbered.casefold().endswith(".report"):
            return place
    raise AssertionError  # pragma: no cover - counting does not end


def move_file(path: Path, place: Path) -> None:
    """Move a file to a place that is free; it is complete on disk there before it leaves where it was.

    Raises: FileExistsError when another file is there.
    """
    if not (place.exists() and place.samefile(path)):
        _copy_or_link(path, place)
    _sync_folder(place.parent)
    path.unlink()


def file_away(path: Path, folder: Path) -> Path:
    """Move a file into a folder under a name that is free, and return its new path."""
    place = choose_place(path, folder)
    move_file(path, place)
    return place


def _shorten(stem: str) -> str:
    name = os.fsencode(stem)
    return stem if len(name) <= _LONGEST_STEM_BYTES else name[:_LONGEST_STEM_BYTES].decode(errors="ignore")


def _copy_or_link(path: Path, place: Path) -> None:
    try:
        place.hardlink_to(path)  # unlike a rename, it fails where a file exists
    except FileExistsError:
        raise
    except OSError:  # another file system, or one without hard links
        _copy(path, place)


def _copy(path: Path, place: Path) -> None:
    draft = place.with_name(f".{place.name}.draft")
    with path.open("rb") as source, draft.open("wb") as target:
        shutil.copyfileobj(source, target)
        target.flush()
        os.fsync(target.fileno())
    shutil.copystat(path, draft)
    place.touch(exist_ok=False)
    draft.replace(place)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
