"""Tells what a file really is, whatever its name says."""

XLSX = "an Excel workbook (XLSX)"
XLS = "an old Excel workbook (XLS)"
ODS = "a LibreOffice spreadsheet (ODS)"

_ZIP = b"PK\x03\x04"
_BEGINNINGS = (
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", XLS),
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!\x1a", "a RAR archive"),
    (b"PAR1", "a Parquet file"),
    (b"{\\rtf", "a rich text document (RTF)"),
)
_WORDS = (
    (b"<!doctype html", "a web page"),
    (b"<html", "a web page"),
    (b"<?xml", "an XML document"),
    (b'{"', "a JSON document"),
    (b"[{", "a JSON document"),
)


def unmask_file(data: bytes) -> str | None:
    """Return what a file with this content really is, such as ``a PDF document``; ``None`` for plain text."""
    if data.startswith(_ZIP):
        return _name_zip(data)
    for beginning, name in _BEGINNINGS:
        if data.startswith(beginning):
            return name
    start = data[:200].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return next((name for words, name in _WORDS if start.startswith(words)), None)


def _name_zip(data: bytes) -> str:
    if b"xl/workbook" in data:
        return XLSX
    if b"opendocument.spreadsheet" in data:
        return ODS
    return "a zip archive"
