"""Reads a spreadsheet of any format that has a module in ``readers/``, in this process.

What comes from outside is read by ``isolated.read_table``, which does the same in a process of its own.
"""

from pathlib import Path
from typing import cast

from cointracker_pipeline.discovery import load_modules
from cointracker_pipeline.errors import SpreadsheetError
from cointracker_pipeline.inbox.choose import choose_table
from cointracker_pipeline.inbox.columns import EXPECTED_HEADER, SYNONYMS
from cointracker_pipeline.inbox.file_name import show_name
from cointracker_pipeline.inbox.limits import MAX_FILE_BYTES
from cointracker_pipeline.inbox.table import ColumnNames, Reader, Table

OTHER_WORKBOOKS = (".xlsb", ".numbers", ".fods", ".gsheet")


def load_readers() -> dict[str, Reader]:
    """Return the readers of all formats by the suffix of the files they read."""
    modules = load_modules("cointracker_pipeline.inbox.readers")
    readers = [cast("Reader", module.READER) for module in modules]
    return {suffix: reader for reader in readers for suffix in reader.suffixes}


def read_here(path: Path, names: ColumnNames = SYNONYMS) -> Table:
    """Return the table in a spreadsheet, which has at least one row below its header.

    Raises: SpreadsheetError saying what is wrong with the file and what to do.
    """
    reader = _find_reader(path)
    name = show_name(path)
    try:
        _check_file(path, name)
        table = choose_table(reader.read(path, names), names, name)
    except OSError as error:
        raise SpreadsheetError(f"{name} cannot be opened: {error.strerror or error}.") from None
    if not table.rows:
        raise SpreadsheetError(
            f"{name} has a single line. The first line names the columns, such as "
            f"{EXPECTED_HEADER}; the wallets follow below it, one in a line."
        )
    return table


def _find_reader(path: Path) -> Reader:
    readers = load_readers()
    suffix = path.suffix.lower()
    if suffix in readers:
        return readers[suffix]
    known = ", ".join(sorted(readers))
    if suffix in OTHER_WORKBOOKS:
        raise SpreadsheetError(
            f"{show_name(path)}: {suffix} files cannot be read. Open it in your spreadsheet program and save it as "
            f"XLSX or CSV. Readable are: {known}."
        )
    raise SpreadsheetError(
        f"{show_name(path)} is not named like a spreadsheet. Save it as CSV; the name must end in one of: {known}."
    )


def _check_file(path: Path, name: str) -> None:
    size = path.stat().st_size
    if not path.is_file():
        raise SpreadsheetError(f"{name} is not a file.")
    if size > MAX_FILE_BYTES:
        raise SpreadsheetError(
            f"{name} has {size / 1e6:.1f} MB; at most {MAX_FILE_BYTES // 1_000_000} MB are read. "
            "Remove columns that are not needed, or split it into several files."
        )
