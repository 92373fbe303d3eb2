"""Finds which files in the inbox folder are complete and may be taken."""

import fcntl
import hashlib
import signal
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import TypedDict

from cointracker_pipeline.errors import HomeError

# Half-finished downloads, and what office programs and file managers leave beside a file.
_IGNORED = (".*", "~$*", "*.part", "*.tmp", "*.crdownload", "desktop.ini", "thumbs.db")
_SETTLE_SECONDS = 1.0  # two looks right after one another prove nothing


class Seen(TypedDict):
    """How one entry of the folder looked; plain JSON. ``reason`` is why it is not taken, if it is not."""

    size: int
    mtime_ns: int
    since: float
    reason: str


@dataclass(frozen=True, slots=True)
class NotTaken:
    """An entry that stays where it is, and why."""

    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class Look:
    """One look at the folder: files in their order of arrival, news of others, and the state for the next look."""

    ready: tuple[Path, ...]
    not_taken: tuple[NotTaken, ...]
    state: dict[str, Seen]


def look(inbox: Path, previous: Mapping[str, Seen], now: float) -> Look:
    """Return what is ready: regular files with the size and time of the previous look, at least a second ago.

    One that another process still has open for writing is not ready, as far as the system tells.
    ``not_taken`` names an entry once, until its reason changes. Raises: HomeError without a readable folder.
    """
    state = {path.name: seen for path in _list(inbox) if (seen := _see(path, previous.get(path.name), now))}
    ready = [name for name, seen in state.items() if _is_settled(seen, previous.get(name), now)]
    ready.sort(key=lambda name: (state[name]["mtime_ns"], name))
    news = [
        NotTaken(inbox / name, seen["reason"])
        for name, seen in sorted(state.items())
        if seen["reason"] and (name not in previous or previous[name]["reason"] != seen["reason"])
    ]
    return Look(tuple(inbox / name for name in ready), tuple(news), state)


def fingerprint(path: Path) -> str:
    """Return the SHA-256 of a file's content in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _list(inbox: Path) -> list[Path]:
    try:
        entries = list(inbox.iterdir())
    except OSError as error:
        raise HomeError(
            f"The inbox {inbox} cannot be listed: {error.strerror}. Create it, or let this program read it."
        ) from None
    return [entry for entry in entries if not any(fnmatch(entry.name.lower(), it) for it in _IGNORED)]


def _see(path: Path, before: Seen | None, now: float) -> Seen | None:
    """Return how an entry looks now, ``None`` if it has vanished meanwhile."""
    try:
        status = path.lstat()
        reason = _refuse(path, status.st_mode)
        is_written = not reason and stat.S_ISREG(status.st_mode) and _is_open_for_writing(path)
    except FileNotFoundError:
        return None
    size, mtime_ns = status.st_size, status.st_mtime_ns
    unchanged = before is not None and (before["size"], before["mtime_ns"]) == (size, mtime_ns)
    since = min(before["since"], now) if before and unchanged and not is_written else now
    return Seen(size=size, mtime_ns=mtime_ns, since=since, reason=reason)


def _is_settled(seen: Seen, before: Seen | None, now: float) -> bool:
    same = before is not None and (before["size"], before["mtime_ns"]) == (seen["size"], seen["mtime_ns"])
    return same and not seen["reason"] and now - seen["since"] >= _SETTLE_SECONDS


def _refuse(path: Path, mode: int) -> str:
    """Return why an entry cannot be taken, empty when it can."""
    if stat.S_ISREG(mode):
        return _try_opening(path)
    if stat.S_ISDIR(mode):
        return "It is a folder; put the files themselves into the inbox."
    if stat.S_ISLNK(mode):
        return "It is a link; put the file itself into the inbox."
    return "It is neither a file nor a folder."


def _is_open_for_writing(path: Path) -> bool:
    """Return whether any process is about to write to a file, however long it pauses.

    Linux alone tells, by refusing a lease (fcntl(2), F_SETLEASE), and only to the file's owner or root.
    """
    if not hasattr(fcntl, "F_SETLEASE"):
        return False
    with path.open("rb") as file:
        try:
            fcntl.fcntl(file, fcntl.F_SETSIG, signal.SIGURG)  # whoever opens it now must not end us by SIGIO
            fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        except BlockingIOError:
            return True
        except OSError:
            return False
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    return False


def _try_opening(path: Path) -> str:
    try:
        path.open("rb").close()
    except FileNotFoundError:
        raise
    except OSError as error:
        return f"It cannot be opened ({error.strerror}); let this program read it."
    return ""
