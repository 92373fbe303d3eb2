"""The zip archive that a workbook is: nothing in it is read before it is known to be whole and of a sane size."""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree.ElementTree import ParseError
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from cointracker_pipeline.errors import SpreadsheetError
from cointracker_pipeline.inbox.limits import MAX_ARCHIVE_ENTRIES, MAX_COMPRESSION, MAX_UNPACKED_BYTES

_CHUNK_BYTES = 1_000_000
_SMALL_BYTES = 1_000_000  # blank styles and the like compress well and do no harm
_ENCRYPTED_FLAG = 1
# What a zip archive, its XML and the numbers, names and offsets in them raise when they are not what they should be.
_DAMAGES = (
    BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    expat.ExpatError,
    ParseError,
    KeyError,
    ValueError,
    OSError,
)


@contextmanager
def opened(path: Path, name: str) -> Iterator[ZipFile]:
    """Open an archive; what turns out to be damaged while it is open is a SpreadsheetError."""
    try:
        with ZipFile(path) as archive:
            yield archive
    except _DAMAGES:
        raise refuse_damaged(name) from None


def check_archive(archive: ZipFile, name: str) -> None:
    """Check what an archive declares, then that it keeps to it, unpacking piece by piece.

    Raises: SpreadsheetError for one that is too large, a bomb, or holds XML with a document type, which no
    spreadsheet program writes and entity bombs need; BadZipFile, ExpatError and others for a damaged one.
    """
    entries = archive.infolist()
    if len(entries) > MAX_ARCHIVE_ENTRIES or len({one.filename for one in entries}) < len(entries):
        raise _refuse_bomb(name, f"it has {len(entries):,} parts, some perhaps twice")
    total = sum(one.file_size for one in entries)
    if total > MAX_UNPACKED_BYTES:
        raise _refuse_bomb(name, f"unpacked it has {total / 1e6:,.0f} MB")
    for one in entries:
        _check_entry(archive, one, name)


def refuse_damaged(name: str) -> SpreadsheetError:
    """Return the error for a workbook that breaks off or contradicts itself."""
    return SpreadsheetError(
        f"{name} is damaged, or no workbook that can be read. Open it in your spreadsheet program, which may repair "
        "it, and save it as XLSX or CSV."
    )


def _check_entry(archive: ZipFile, entry: ZipInfo, name: str) -> None:
    if entry.flag_bits & _ENCRYPTED_FLAG or entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise BadZipFile
    if entry.file_size > max(_SMALL_BYTES, entry.compress_size * MAX_COMPRESSION):
        raise _refuse_bomb(name, f"a part of it is packed {entry.file_size // max(entry.compress_size, 1):,} times")
    parser = _make_parser(name) if entry.filename.endswith((".xml", ".rels")) else None
    size = 0
    with archive.open(entry) as part:
        while chunk := part.read(_CHUNK_BYTES):
            size += len(chunk)
            if parser:
                parser.Parse(chunk, False)
    if size != entry.file_size:
        raise BadZipFile
    if parser:
        parser.Parse(b"", True)


def _make_parser(name: str) -> expat.XMLParserType:
    def refuse(*_declared: object) -> None:
        raise _refuse_bomb(name, "its XML declares a document type")

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    return parser


def _refuse_bomb(name: str, why: str) -> SpreadsheetError:
    return SpreadsheetError(
        f"{name} is not read because {why}; no list of wallets needs that. Copy the wallets alone into a new sheet and "
        "save it as CSV."
    )
