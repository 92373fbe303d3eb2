"""``python -m cointracker_pipeline.inbox.child FILE NAMES``: reads one spreadsheet within limits of its own.

A library that aborts, never ends or takes all memory then ends this process and no other.
"""

import json
import resource
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import msgspec

from cointracker_pipeline.errors import SpreadsheetError
from cointracker_pipeline.inbox.file_name import show_name
from cointracker_pipeline.inbox.limits import CHILD_CPU_SECONDS, CHILD_MEMORY_BYTES
from cointracker_pipeline.inbox.read import read_here
from cointracker_pipeline.inbox.stream import Begun, Ended, Message, Piece, Refused
from cointracker_pipeline.inbox.table import ColumnNames

_ROWS_IN_A_PIECE = 2_000
_LIMITS = (
    (resource.RLIMIT_AS, CHILD_MEMORY_BYTES),
    (resource.RLIMIT_CPU, CHILD_CPU_SECONDS),
    (resource.RLIMIT_CORE, 0),  # a reader that aborts leaves no dump of what people own
    (resource.RLIMIT_FSIZE, 0),  # it writes no file
)


def main() -> None:
    """Read the file and say what is in it."""
    limit_resources()
    file, names = sys.argv[1:]
    for message in _read(Path(file), json.loads(names)):
        sys.stdout.buffer.write(msgspec.json.encode(message) + b"\n")
    sys.stdout.flush()


def limit_resources() -> None:
    """Hold this process to the limits, as far as the system knows them."""
    for what, most in _LIMITS:
        with suppress(ValueError, OSError):  # macOS has no limit of memory; a lower hard limit may be set already
            resource.setrlimit(what, (most, most))


def _read(path: Path, names: ColumnNames) -> Iterator[Message]:
    try:
        table = read_here(path, names)
    except SpreadsheetError as error:
        yield Refused(str(error))
        return
    except MemoryError:
        yield Refused(out_of_memory(path))
        return
    yield Begun(table.header)
    for start in range(0, len(table.rows), _ROWS_IN_A_PIECE):
        yield Piece(table.rows[start : start + _ROWS_IN_A_PIECE])
    yield Ended(len(table.rows))


def out_of_memory(path: Path) -> str:
    """Return what a person is told of a file that needs too much memory."""
    return (
        f"{show_name(path)} needs more than {CHILD_MEMORY_BYTES // 1_000_000} MB of memory to be read. Copy the "
        "wallets alone into a new sheet and save it as CSV, or split it into several files."
    )


if __name__ == "__main__":
    main()
