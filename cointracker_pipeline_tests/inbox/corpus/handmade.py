"""Excel workbooks written by hand, so that anything can be wrong with them."""

import struct
from collections.abc import Mapping, Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
_STRINGS = f'<Relationship Id="rId2" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'


def xlsx(sheet_data: str, parts: Mapping[str, str | bytes] | None = None) -> bytes:
    """Return a workbook of one sheet with these rows; ``parts`` replace or add parts of the archive."""
    whole: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="Wallets" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f"{_STRINGS if STRINGS in (parts or {}) else ''}</Relationships>",
        SHEET: worksheet(sheet_data),
    }
    return pack(whole | dict(parts or {}))


def worksheet(sheet_data: str) -> str:
    """Return the XML of a sheet."""
    return f'<?xml version="1.0"?><worksheet xmlns="{MAIN}"><sheetData>{sheet_data}</sheetData></worksheet>'


def pack(parts: Mapping[str, str | bytes]) -> bytes:
    """Return a zip archive."""
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(ZipInfo(name), content, ZIP_STORED if name == "mimetype" else ZIP_DEFLATED)
    return file.getvalue()


def text_cell(reference: str, text: str) -> str:
    """Return a cell that holds its text itself."""
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def text_rows(rows: Sequence[Sequence[str]]) -> str:
    """Return rows of text from A1 on."""
    return "".join(_text_row(line, row) for line, row in enumerate(rows, start=1))


def _text_row(line: int, row: Sequence[str]) -> str:
    cells = "".join(text_cell(f"{chr(65 + place)}{line}", text) for place, text in enumerate(row))
    return f'<row r="{line}">{cells}</row>'


def lie_about_size(archive: bytes, name: str, factor: float) -> bytes:
    """Return an archive that declares another unpacked size of one part, in both places where it stands."""
    with ZipFile(BytesIO(archive)) as opened:
        size = opened.getinfo(name).file_size
    changed = bytearray(archive)
    for signature, offset, name_offset in ((b"PK\x03\x04", 22, 30), (b"PK\x01\x02", 24, 46)):
        at = -1
        while (at := archive.find(signature, at + 1)) >= 0:
            if archive[at + name_offset :].startswith(name.encode()):
                struct.pack_into("<I", changed, at + offset, int(size * factor))
    return bytes(changed)
