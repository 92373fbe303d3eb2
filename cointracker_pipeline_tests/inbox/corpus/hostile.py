"""Workbooks that nobody makes by accident."""

import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_LZMA, ZipFile

from cointracker_pipeline_tests.inbox.corpus.handmade import (
    MAIN,
    SHEET,
    STRINGS,
    lie_about_size,
    pack,
    text_cell,
    text_rows,
    worksheet,
    xlsx,
)
from cointracker_pipeline_tests.inbox.corpus.specimen import GOOD, ROWS, Specimen

TABLE = text_rows(ROWS)
PLAIN = xlsx(TABLE)
CORNER = TABLE + f'<row r="1048576">{text_cell("XFD1048576", "x")}</row>'
LAUGHS = '<!DOCTYPE lolz [<!ENTITY a0 "ha">' + "".join(
    f'<!ENTITY a{level} "{f"&a{level - 1};" * 10}">' for level in range(1, 10)
)
LOUD_SHEET = worksheet(TABLE.replace("Savings", "&a9;")).replace("?>", f"?>{LAUGHS}]>", 1)
PEEKING = worksheet(TABLE.replace("Savings", "&file;")).replace(
    "?>", '?><!DOCTYPE x [<!ENTITY file SYSTEM "file:///etc/passwd">]>', 1
)
DIMENSION = worksheet(TABLE).replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')
LYING_STRINGS = f'<sst xmlns="{MAIN}" count="4294967295" uniqueCount="4294967295"><si><t>a</t></si></sst>'
MEGABYTE = bytes(1_000_000)
BLANK = " " * 999_999
LONG_STRING = f'<sst xmlns="{MAIN}"><si><t>{"x" * 10_000}</t></si></sst>'


def _repeat_long_string() -> bytes:
    cells = "".join(f'<row r="{line}"><c r="C{line}" t="s"><v>0</v></c></row>' for line in range(4, 10_000))
    return xlsx(TABLE + cells, {STRINGS: LONG_STRING})


def _million_rows() -> bytes:
    rows = "".join(f'<row r="{line}"><c r="B{line}"><v>{line}</v></c></row>' for line in range(4, 300_000))
    return xlsx(TABLE + rows)


def _with_twice() -> bytes:
    file = BytesIO(PLAIN)
    with ZipFile(file, "a") as archive:
        archive.NameToInfo.pop(SHEET)  # or zipfile warns
        archive.writestr(SHEET, worksheet(""))
    return file.getvalue()


def _lzma() -> bytes:
    file = BytesIO(PLAIN)
    with ZipFile(file, "a", ZIP_LZMA) as archive:
        archive.writestr("xl/more.xml", "<more/>")
    return file.getvalue()


def _break_checksum() -> bytes:
    with ZipFile(BytesIO(PLAIN)) as archive:
        checksum = archive.getinfo(SHEET).CRC.to_bytes(4, "little")
    return PLAIN.replace(checksum, bytes(4))


def _flood() -> bytes:
    """Return 250 KB that become 249 MB."""
    file = BytesIO(PLAIN)
    with ZipFile(file, "a", ZIP_DEFLATED) as archive, archive.open("xl/media/a.bin", "w") as part:
        for _ in range(249):  # piece by piece: what this process holds would count as its children's
            part.write(MEGABYTE)
    return file.getvalue()


DAMAGED = "damaged"

SPECIMENS = [
    Specimen("handmade.xlsx", lambda: PLAIN, GOOD),
    Specimen("corner.xlsx", lambda: xlsx(CORNER), says="reaches to row 1,048,576 and column 16,384"),
    Specimen("veiled-corner.xlsx", lambda: xlsx(CORNER.replace('"', "'")), says="cannot be read: .*memory"),
    Specimen("dimension.xlsx", lambda: xlsx("", {SHEET: DIMENSION}), GOOD),
    Specimen("lying-strings.xlsx", lambda: xlsx(TABLE, {STRINGS: LYING_STRINGS}), says="cannot be read"),
    Specimen("long-string.xlsx", _repeat_long_string, says="50,000,000 characters"),
    Specimen("rows.xlsx", _million_rows, says="200,000 rows"),
    Specimen("bomb.xlsx", _flood, says="is packed 1,0.. times"),
    Specimen(
        "large.xlsx",
        lambda: xlsx(TABLE, {f"xl/{n}.xml": BLANK for n in range(260)}),
        says="unpacked it has 260 MB",
    ),
    Specimen("parts.xlsx", lambda: xlsx(TABLE, {f"xl/{n}": "" for n in range(2_100)}), says="it has 2,1.. parts"),
    Specimen("twice.xlsx", _with_twice, says="some perhaps twice"),
    Specimen("lzma.xlsx", _lzma, says=DAMAGED),
    Specimen("laughs.xlsx", lambda: xlsx("", {SHEET: LOUD_SHEET}), says="document type"),
    Specimen("laughs-utf-16.xlsx", lambda: xlsx("", {SHEET: LOUD_SHEET.encode("utf-16")}), says="document type"),
    Specimen("peeking.xlsx", lambda: xlsx("", {SHEET: PEEKING}), says="document type"),
    Specimen("understated.xlsx", lambda: lie_about_size(PLAIN, SHEET, 0.5), says=DAMAGED),
    Specimen("overstated.xlsx", lambda: lie_about_size(PLAIN, SHEET, 2), says=DAMAGED),
    Specimen("checksum.xlsx", _break_checksum, says=DAMAGED),
    Specimen("half.xlsx", lambda: PLAIN[: len(PLAIN) // 2], says=DAMAGED),
    Specimen("last-bytes-missing.xlsx", lambda: PLAIN[:-10], says=DAMAGED),
    Specimen("cut-xml.xlsx", lambda: xlsx("", {SHEET: worksheet(TABLE)[:-30]}), says=DAMAGED),
    Specimen("no-sheet.xlsx", lambda: xlsx("", {"xl/_rels/workbook.xml.rels": "<Relationships/>"}), says=DAMAGED),
    Specimen("no-row-number.xlsx", lambda: xlsx('<row r="x"><c r="A1"><f>1</f></c></row>'), says=DAMAGED),
    Specimen("deep.xlsx", lambda: xlsx(TABLE, {"docProps/deep.xml": "<a>" * 100_000 + "</a>" * 100_000}), GOOD),
    Specimen("archive.xlsx", lambda: pack({"inner.zip": PLAIN}), says="no workbook but a zip archive"),
    Specimen("0-bytes.xlsx", lambda: b"", says="is empty"),
    Specimen("picture.xlsx", lambda: b"\x89PNG\r\n\x1a\n" + bytes(100), says="no workbook but a PNG picture"),
    Specimen("noise.xlsx", lambda: zlib.compress(PLAIN) + bytes(5), says="no workbook but something unknown"),
]
