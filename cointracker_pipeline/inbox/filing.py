"""Moves files out of the inbox, never over another file and never without a complete copy."""

import errno
import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from cointracker_pipeline.errors import HomeError
from cointracker_pipeline.inbox.file_name import show_name

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_LONGEST_STEM_BYTES = 200  # names end at 255 bytes; " (1000)" and ".report.csv" must still fit


@contextmanager
def filing_explained(path: Path) -> Iterator[None]:
    """Turn what the disk refuses while a file is filed into our error: the file is then still in the inbox.

    Raises: HomeError.
    """
    try:
        yield
    except OSError as error:
        advice = "Make room" if error.errno in _NO_ROOM else "Let this program write there"
        where = error.filename or path.parent
        raise HomeError(
            f"{show_name(path)} cannot be filed away: {where}: {error.strerror or error}. {advice}; "
            "what is in the inbox stays there and is tried again."
        ) from None


@contextmanager
def one_taker(folder: Path) -> Iterator[None]:
    """Wait until no other process takes a file into this folder; the kernel ends the wait if that one dies.

    Raises: HomeError when the folder cannot be written.
    """
    with filing_explained(folder):
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / ".lock").open("wb")
    with lock:
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


def move_file(path: Path, place: Path, before_leaving: Callable[[], None] = lambda: None) -> None:
    """Move a file to a place that is free; it is complete on disk there before it leaves where it was.

    ``before_leaving`` runs in between: where it fails the file lies in both places, and moving it again ends that.
    Raises: FileExistsError when another file is there.
    """
    if not (place.exists() and place.samefile(path)):
        _copy_or_link(path, place)
    _sync_folder(place.parent)
    before_leaving()
    path.unlink()


@contextmanager
def draft_beside(place: Path) -> Iterator[Path]:
    """Give a hidden name for what is to become this file; nothing is left there, whatever happens."""
    draft = place.with_name(f".{place.name}.draft")
    try:
        yield draft
    finally:
        draft.unlink(missing_ok=True)


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
    with draft_beside(place) as draft:
        with path.open("rb") as source, draft.open("wb") as target:
            shutil.copyfileobj(source, target)
            target.flush()
            os.fsync(target.fileno())
        shutil.copystat(path, draft)
        _name(draft, place)


def _name(draft: Path, place: Path) -> None:
    """Give a whole file its name, which it gets at once and only if it is free."""
    try:
        place.hardlink_to(draft)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        place.touch(exist_ok=False)
        draft.replace(place)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
