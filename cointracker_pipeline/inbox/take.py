"""Takes one spreadsheet: its wallets are saved, its report written, the file moved out of the inbox."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cointracker_pipeline.domain.wallet import TrackedWallet
from cointracker_pipeline.errors import HomeError, SpreadsheetError
from cointracker_pipeline.inbox.file_name import show_name
from cointracker_pipeline.inbox.filing import choose_place, filing_explained, move_file, one_taker
from cointracker_pipeline.inbox.find import fingerprint
from cointracker_pipeline.inbox.isolated import read_table
from cointracker_pipeline.inbox.report import report_path, write_file_report, write_row_report
from cointracker_pipeline.inbox.rows import Decision, Judge, decide

_SEEN_BEFORE = "A file with the same content was taken before; nothing changes."


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file: where it lies now, and its rows or the reason why it is rejected.

    ``already_seen`` files have no decisions; ``error`` is ``None`` unless the file lies in the rejected folder.
    """

    file: Path
    sha256: str
    decisions: tuple[Decision, ...]
    report_path: Path
    error: str | None = None
    already_seen: bool = False


def preview(path: Path, judge: Judge) -> list[Decision]:
    """Return what taking the file would decide, and change nothing.

    Raises: SpreadsheetError when the file would be rejected.
    """
    table = read_table(path, judge.names)
    try:
        return decide(table, judge)
    except SpreadsheetError as error:
        raise SpreadsheetError(f"{show_name(path)}: {error}") from None


def take_file(
    path: Path,
    *,
    processed: Path,
    rejected: Path,
    judge: Judge,
    save: Callable[[list[TrackedWallet]], None],
    delete: Callable[[list[str]], None],
    already_seen: Callable[[str], bool],
    record: Callable[[Taken], None],
) -> Taken:
    """Take a file out of the inbox; killed at any point and run again, nothing is lost and nothing twice.

    ``save`` and then ``delete`` run before anything else changes, may run again with the same wallets, and where a
    wallet has no label or no tags the first keeps those there are. ``record`` runs when file and report lie in their
    place and the file has not left the inbox: it may run again, and what it writes down is never missed.
    ``already_seen`` is true for the SHA-256 of files that were recorded and not rejected. Raises: HomeError when the
    file is gone, cannot be opened, is still being written, or cannot be filed, as on a full disk; it then stays where
    it is.
    """
    with one_taker(processed):
        _check_leaving(path)
        sha256 = _fingerprint(path)
        if already_seen(sha256):
            return _file_seen(path, processed, sha256, record)
        try:
            decisions = preview(path, judge)
        except SpreadsheetError as error:
            _check_unchanged(path, sha256)
            return _file_rejected(path, rejected, sha256, str(error), record)
        _check_unchanged(path, sha256)
        wallets = [one.wallet for one in decisions if one.wallet and one.changes_something]
        if wallets:
            save(wallets)
        gone = [one.wallet.wallet_id for one in decisions if one.wallet and one.deletes]
        if gone:
            delete(gone)
        return _file_decided(path, processed, sha256, decisions, record)


def _check_leaving(path: Path) -> None:
    """Refuse to take what cannot leave afterwards: it would be copied again each time it is tried."""
    if path.parent.is_dir() and not os.access(path.parent, os.W_OK | os.X_OK):
        raise HomeError(f"{_show(path)} cannot leave {path.parent}; let this program write there.")


def _fingerprint(path: Path) -> str:
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise HomeError(f"{_show(path)} is a link, a folder or a device; put the file itself into the inbox.")
    try:
        return fingerprint(path)
    except OSError as error:
        raise HomeError(
            f"{_show(path)} cannot be opened: {error.strerror or error}. If it is still there, let this program "
            "read it."
        ) from None


def _show(path: Path) -> str:
    return str(path.with_name(show_name(path)))


def _check_unchanged(path: Path, sha256: str) -> None:
    if _fingerprint(path) != sha256:
        raise HomeError(f"{_show(path)} is still being written; it stays in the inbox until it is complete.")


def _file_seen(path: Path, folder: Path, sha256: str, record: Callable[[Taken], None]) -> Taken:
    return _file(
        path,
        folder,
        lambda report: write_file_report(report, "already taken", _SEEN_BEFORE),
        lambda place: Taken(place, sha256, (), report_path(place), already_seen=True),
        record,
    )


def _file_rejected(path: Path, folder: Path, sha256: str, reason: str, record: Callable[[Taken], None]) -> Taken:
    return _file(
        path,
        folder,
        lambda report: write_file_report(report, "rejected", reason),
        lambda place: Taken(place, sha256, (), report_path(place), error=reason),
        record,
    )


def _file_decided(
    path: Path, folder: Path, sha256: str, decisions: list[Decision], record: Callable[[Taken], None]
) -> Taken:
    return _file(
        path,
        folder,
        lambda report: write_row_report(report, decisions),
        lambda place: Taken(place, sha256, tuple(decisions), report_path(place)),
        record,
    )


def _file(
    path: Path,
    folder: Path,
    write_report: Callable[[Path], None],
    describe: Callable[[Path], Taken],
    record: Callable[[Taken], None],
) -> Taken:
    """Write the report, record the file and move it; one that lies there already was interrupted after its report.

    Raises: HomeError when the disk refuses it, for want of room or otherwise; the file is then still in the inbox.
    """
    with filing_explained(path):
        place = choose_place(path, folder)
        taken = describe(place)
        if not place.exists():
            write_report(taken.report_path)
        move_file(path, place, lambda: record(taken))
    return taken
