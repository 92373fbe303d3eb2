"""Workbooks of Excel before 2007."""

import datetime as dt
import struct
from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

import xlwt
from xlwt.CompoundDoc import XlsDoc

from cointracker_pipeline_tests.inbox.corpus.specimen import BITCOIN, DOGECOIN, GOOD, HEADER, LITECOIN, ROWS, Specimen
from cointracker_pipeline_tests.inbox.corpus.texts import WIDE

_FILE_PASS = struct.pack("<HH", 0x2F, 6) + bytes([1, 0, 1, 0, 1, 0])  # [MS-XLS] 2.4.117
DATE = xlwt.easyxf(num_format_str="YYYY-MM-DD")
TYPED = ((*HEADER, "tags"), ("bitcoin", BITCOIN, 12.5, True), ("LTC", LITECOIN, "", ""), ("bitcoin", 5e20, "", ""))


def _book(*sheets: Sequence[Sequence[Any]], change: Callable[[Any], None] | None = None) -> Any:
    book = xlwt.Workbook()
    for number, rows in enumerate(sheets, start=1):
        sheet = book.add_sheet(f"Sheet {number}", cell_overwrite_ok=True)
        for line, row in enumerate(rows):
            for place, value in enumerate(row):
                sheet.write(line, place, value)
    if change:
        change(book)
    return book


def _save(book: Any) -> bytes:
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _hide_first(book: Any) -> None:
    book.get_sheet(0).visibility = 1


def _merge(book: Any) -> None:
    book.get_sheet(0).write_merge(1, 2, 2, 2, "Both")


def _add_odd_cells(book: Any) -> None:
    sheet = book.get_sheet(0)
    sheet.write(3, 0, "bitcoin")
    sheet.write(3, 1, xlwt.Formula('"a"&"b"'))
    sheet.write(4, 1, DOGECOIN)
    sheet.write(4, 2, dt.date(2024, 1, 31), DATE)


def _protect() -> bytes:
    stream = _book(ROWS).get_biff_data()
    begin = 4 + struct.unpack_from("<H", stream, 2)[0]
    file = BytesIO()
    XlsDoc().save(file, stream[:begin] + _FILE_PASS + stream[begin:])
    return file.getvalue()


def _encrypt_new() -> bytes:
    """Return what Excel saves when a new workbook gets a password: a container of the old kind."""
    name, encrypted = "Workbook".encode("utf-16-le"), "EncryptedPackage".encode("utf-16-le")
    return _save(_book(ROWS)).replace(name + bytes(16), encrypted)


def _lie_about_sectors() -> bytes:
    data = bytearray(_save(_book(ROWS)))
    struct.pack_into("<I", data, 44, 0xFFFFFFF0)  # how many sectors hold the table of sectors
    return bytes(data)


def _loop_sectors() -> bytes:
    """Return a file whose table of sectors leads back to where it came from."""
    data = bytearray(_save(_book(ROWS)))
    table = 512 * (1 + struct.unpack_from("<I", data, 76)[0])
    for sector in range(3):
        struct.pack_into("<I", data, table + 4 * sector, 0)
    return bytes(data)


SPECIMENS = [
    Specimen("plain.xls", lambda: _save(_book(ROWS)), GOOD),
    Specimen("hidden-beside.xls", lambda: _save(_book(ROWS, ROWS, change=_hide_first)), GOOD),
    Specimen("two-sheets.xls", lambda: _save(_book(ROWS, ROWS)), says="several sheets with wallets"),
    Specimen("merged.xls", lambda: _save(_book(ROWS, change=_merge)), GOOD),
    Specimen("typed.xls", lambda: _save(_book(TYPED)), {**GOOD, 4: "number or date"}),
    Specimen(
        "odd.xls", lambda: _save(_book(ROWS, change=_add_odd_cells)), {**GOOD, 4: "missing", 5: f"dogecoin:{DOGECOIN}"}
    ),
    Specimen("wide.xls", lambda: _save(_book([row[:256] for row in WIDE])), {2: GOOD[2]}),
    Specimen("empty.xls", lambda: _save(_book([])), says="is empty"),
    Specimen("0-bytes.xls", lambda: b"", says="is empty"),
    Specimen("password.xls", _protect, says="protected by a password"),
    Specimen("password.xlsx", _encrypt_new, says="protected by a password"),
    Specimen("cut.xls", lambda: _save(_book(ROWS))[:1_500], says="damaged|cannot be read"),
    Specimen("header-alone-is-left.xls", lambda: _save(_book(ROWS))[:512], says="damaged|cannot be read"),
    Specimen("lying-sectors.xls", _lie_about_sectors, GOOD),
    Specimen("looping-sectors.xls", _loop_sectors, says="damaged|cannot be read"),
    Specimen(
        "corner.xls",
        lambda: _save(_book(ROWS, change=lambda book: book.get_sheet(0).write(65_535, 255, "x"))),
        says="cannot be read.*memory",
    ),
    Specimen("page.xls", lambda: b"<html><table><tr><td>chain", says="web page"),
    Specimen("picture.xls", lambda: b"\xff\xd8\xff\xe0" + bytes(100), says="JPEG picture"),
]
