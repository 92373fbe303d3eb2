"""Reads a spreadsheet in a child process: whatever a file does to the libraries that read it, this process goes on.

calamine aborts its whole process for some files of a few kilobytes (tafia/calamine, issues 693, 684 and 714).
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from typing import IO

import msgspec

from cointracker_pipeline.errors import SpreadsheetError
from cointracker_pipeline.inbox.columns import SYNONYMS
from cointracker_pipeline.inbox.file_name import show_name
from cointracker_pipeline.inbox.limits import CHILD_WALL_SECONDS, MAX_CHILD_OUTPUT_BYTES
from cointracker_pipeline.inbox.stream import Begun, Ended, Message, Piece, Refused
from cointracker_pipeline.inbox.table import ColumnNames, Row, Table

_CHILD = "cointracker_pipeline.inbox.child"
_KEPT_VARIABLES = ("LANG", "LC_ALL", "LC_CTYPE", "PYTHONUTF8")  # how file names are written; nothing else is needed
_DECODER = msgspec.json.Decoder(Message)


def read_table(
    path: Path, names: ColumnNames = SYNONYMS, *, child: str = _CHILD, seconds: float = CHILD_WALL_SECONDS
) -> Table:
    """Return the table in a spreadsheet, which has at least one row below its header; ``child`` is a module.

    Raises: SpreadsheetError saying what is wrong with the file and what to do.
    """
    with _running([child, str(path), json.dumps(dict(names))], seconds) as process:
        table = _listen(process.stdout, path) if process.stdout else None
    if table is None or process.returncode != 0:
        raise SpreadsheetError(_explain(path, process.returncode))
    return table


@contextmanager
def _running(arguments: list[str], seconds: float) -> Iterator[subprocess.Popen[bytes]]:
    """Start a module of this installation, which is gone at the end, and ended by force when its time is up."""
    kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    process = subprocess.Popen(  # noqa: S603 - our own interpreter and module; the file is an argument to it
        [sys.executable, "-P", "-m", *arguments],
        env=kept | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONDONTWRITEBYTECODE": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    clock = Timer(seconds, process.kill)
    clock.start()
    try:
        with process:
            try:
                yield process
            except BaseException:
                process.kill()
                raise
    finally:
        clock.cancel()


def _listen(output: IO[bytes], path: Path) -> Table | None:
    """Return the table a child tells of, ``None`` if it breaks off. Raises: SpreadsheetError when it refuses."""
    header: tuple[str, ...] = ()
    rows: list[Row] = []
    for message in _messages(output):
        match message:
            case Refused(reason):
                raise SpreadsheetError(reason)
            case Begun(header):
                pass
            case Piece(piece):
                rows.extend(piece)
            case Ended(count):
                return Table(header, tuple(rows)) if count == len(rows) else None
    return None


def _messages(output: IO[bytes]) -> Iterator[Message]:
    left = MAX_CHILD_OUTPUT_BYTES
    while (line := output.readline(left)).endswith(b"\n"):
        left -= len(line)
        try:
            yield _DECODER.decode(line)
        except msgspec.DecodeError:  # not said by our child, but by a library in it
            return


def _explain(path: Path, status: int) -> str:
    ended = (
        "it took too long" if status in (-signal.SIGKILL, -signal.SIGXCPU) else "it needs too much memory or is damaged"
    )
    return (
        f"{show_name(path)} cannot be read: {ended}. Open it in your spreadsheet program, copy the wallets alone into "
        "a new sheet and save it as CSV."
    )
