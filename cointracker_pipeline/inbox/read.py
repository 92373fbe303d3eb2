"""Reads a spreadsheet of any format that has a module in ``readers/``."""

from pathlib import Path
from typing import cast

from cointracker_pipeline.discovery import load_modules
from cointracker_pipeline.errors import SpreadsheetError
from cointracker_pipeline.inbox.limits import MAX_FILE_BYTES
from cointracker_pipeline.inbox.table import Reader, Table

WORKBOOK_SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".numbers")


def load_readers() -> dict[str, Reader]:
    """Return the readers of all formats by the suffix of the files they read."""
    modules = load_modules("cointracker_pipeline.inbox.readers")
    readers = [cast("Reader", module.READER) for module in modules]
    return {suffix: reader for reader in readers for suffix in reader.suffixes}


def read_table(path: Path) -> Table:
    """Return the table in a spreadsheet, which has at least one row below its header.

    Raises: SpreadsheetError saying what is wrong with the file and what to do.
    """
    reader = _find_reader(path)
    try:
        _check_file(path)
        table = reader.read(path)
    except OSError as error:
        raise SpreadsheetError(f"{path.name} cannot be opened: {error.strerror or error}.") from None
    if not table.rows:
        raise SpreadsheetError(
            f"{path.name} has a single line. The first line names the columns, such as "
            "chain,address,label,tags; the wallets follow below it, one in a line."
        )
    return table


def _find_reader(path: Path) -> Reader:
    readers = load_readers()
    suffix = path.suffix.lower()
    if suffix in readers:
        return readers[suffix]
    known = ", ".join(sorted(readers))
    if suffix in WORKBOOK_SUFFIXES:
        raise SpreadsheetError(
            f"{path.name}: {suffix} files cannot be read yet (support comes later). "
            f"Open it in your spreadsheet program and save it as CSV. Readable are: {known}."
        )
    raise SpreadsheetError(
        f"{path.name} is not named like a spreadsheet. Save it as CSV; the name must end in one of: {known}."
    )


def _check_file(path: Path) -> None:
    size = path.stat().st_size
    if not path.is_file():
        raise SpreadsheetError(f"{path.name} is not a file.")
    if size > MAX_FILE_BYTES:
        raise SpreadsheetError(
            f"{path.name} has {size / 1e6:.1f} MB; at most {MAX_FILE_BYTES // 1_000_000} MB are read. "
            "Remove columns that are not needed, or split it into several files."
        )
