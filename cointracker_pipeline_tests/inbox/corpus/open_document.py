"""Spreadsheets of LibreOffice."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TableProperties
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P

from cointracker_pipeline_tests.inbox.corpus.handmade import pack
from cointracker_pipeline_tests.inbox.corpus.specimen import BITCOIN, DOGECOIN, GOOD, HEADER, LITECOIN, ROWS, Specimen
from cointracker_pipeline_tests.inbox.corpus.texts import WIDE

MANIFEST = "META-INF/manifest.xml"
DOGE = f"dogecoin:{DOGECOIN}"


def _text(text: str, **attributes: object) -> Any:
    cell = TableCell(valuetype="string", **attributes)
    cell.addElement(P(text=text))
    return cell


def _row(*cells: Any, **attributes: object) -> Any:
    row = TableRow(**attributes)
    for cell in cells:
        row.addElement(_text(cell) if isinstance(cell, str) else cell)
    return row


def _save(*sheets: Sequence[Any], hidden: Sequence[int] = ()) -> bytes:
    document = OpenDocumentSpreadsheet()
    style = Style(name="hidden", family="table")
    style.addElement(TableProperties(display="false"))
    document.automaticstyles.addElement(style)
    for number, rows in enumerate(sheets, start=1):
        table = Table(name=f"Sheet {number}", **({"stylename": style} if number in hidden else {}))
        for row in rows:
            table.addElement(row if not isinstance(row, tuple) else _row(*row))
        document.spreadsheet.addElement(table)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _replace(name: str, old: bytes, new: bytes) -> bytes:
    with ZipFile(BytesIO(_save(ROWS))) as archive:
        parts = {one: archive.read(one) for one in archive.namelist()}
    return pack(parts | {name: parts[name].replace(old, new, 1)})


def _typed() -> bytes:
    return _save(
        [
            HEADER,
            _row("bitcoin", BITCOIN, TableCell(valuetype="date", datevalue="2024-01-31")),
            _row("LTC", LITECOIN, TableCell(valuetype="percentage", value=0.5)),
            _row("bitcoin", TableCell(valuetype="float", value=123456789012345), ""),
            _row("bitcoin", TableCell(formula="of:=A1"), ""),
            _row(TableCell(), DOGECOIN, TableCell(formula="of:=1+1", valuetype="float", value=2)),
        ]
    )


def _merged() -> bytes:
    return _save(
        [
            HEADER,
            _row("LTC", LITECOIN, _text("Both", numberrowsspanned=2)),
            _row(TableCell(), DOGECOIN, CoveredTableCell()),
        ]
    )


def _repeated(rows: int, columns: int) -> bytes:
    filler = _row(_text("x", numbercolumnsrepeated=columns), numberrowsrepeated=rows)
    return _save([*ROWS, filler])


def _blank_to_the_end() -> bytes:
    return _save([*ROWS, _row(TableCell(numbercolumnsrepeated=16_384), numberrowsrepeated=1_048_570)])


LAUGHS = (
    b'<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><office:document-content'
)
ENCRYPTED = b"<manifest:encryption-data/><manifest:file-entry"

SPECIMENS = [
    Specimen("plain.ods", lambda: _save(ROWS), GOOD),
    Specimen("hidden-beside.ods", lambda: _save(ROWS, ROWS, hidden=[2]), GOOD),
    Specimen(
        "hidden-alone.ods", lambda: _save([("month",), ("May",)], ROWS, hidden=[2]), says="No column holds the address"
    ),
    Specimen("300-columns.ods", lambda: _save([tuple(row) for row in WIDE]), {2: GOOD[2]}),
    Specimen("two-sheets.ods", lambda: _save(ROWS, ROWS), says="several sheets with wallets"),
    Specimen("typed.ods", _typed, {**GOOD, 4: "number or date", 5: "no value is stored", 6: DOGE}),
    Specimen("merged.ods", _merged, {2: GOOD[3], 3: DOGE}),
    Specimen("blank-to-the-end.ods", _blank_to_the_end, GOOD),
    Specimen("empty.ods", lambda: _save([]), says="is empty"),
    Specimen("0-bytes.ods", lambda: b"", says="is empty"),
    Specimen("repeated-rows.ods", lambda: _repeated(1_048_576, 4), says="reaches to row 1,048,579"),
    Specimen("repeated-cells.ods", lambda: _repeated(1, 2_000_000_000), says="more than 4,000,000 cells"),
    Specimen("password.ods", lambda: _replace(MANIFEST, b"<manifest:file-entry", ENCRYPTED), says="password"),
    Specimen("laughs.ods", lambda: _replace("content.xml", b"<office:document-content", LAUGHS), says="document type"),
    Specimen("bomb.ods", lambda: _replace("content.xml", b"Savings", b"x" * 50_000_000), says="is packed"),
    Specimen("picture.ods", lambda: b"GIF89a" + bytes(100), says="no workbook but a GIF picture"),
    Specimen("cut.ods", lambda: _save(ROWS)[:-40], says="damaged"),
    Specimen(
        "no-content.ods", lambda: pack({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), says="damaged"
    ),
]
