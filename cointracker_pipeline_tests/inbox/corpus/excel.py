"""Workbooks of Excel as people have them."""

import datetime as dt
from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

import openpyxl

from cointracker_pipeline_tests.inbox.corpus.handmade import SHEET, text_cell, text_rows, worksheet, xlsx
from cointracker_pipeline_tests.inbox.corpus.specimen import BITCOIN, DOGECOIN, GOOD, HEADER, LITECOIN, ROWS, Specimen
from cointracker_pipeline_tests.inbox.corpus.texts import WIDE, write_csv

NO_VALUE = "no value is stored"
DOGE = f"dogecoin:{DOGECOIN}"


def _book(*sheets: Sequence[Sequence[object]], change: Callable[[Any], None] | None = None) -> Callable[[], bytes]:
    """Return what makes a workbook with a sheet for each table."""

    def make() -> bytes:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for number, rows in enumerate(sheets, start=1):
            sheet = book.create_sheet(f"Sheet {number}")
            for row in rows:
                sheet.append(list(row))
        if change:
            change(book)
        file = BytesIO()
        book.save(file)
        return file.getvalue()

    return make


def _hide(*names: str, state: str = "hidden") -> Callable[[Any], None]:
    def change(book: Any) -> None:
        for name in names:
            book[name].sheet_state = state

    return change


def _merge(*ranges: str) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        for one in ranges:
            book["Sheet 1"].merge_cells(one)

    return change


def _move(book: Any) -> None:
    book["Sheet 1"].move_range("A1:C3", rows=4, cols=3)


OTHER = (("month", "amount"), ("May", 3))
MERGED = (HEADER, ("bitcoin", BITCOIN, "Mine"), (None, DOGECOIN, None), ("LTC", LITECOIN, "Old"))
LATE = ((f"Exported {dt.date(2024, 5, 1)}",), (), ("Account",), ("Coin", "Public key", "Name", "Category"))
TYPED = (
    (*HEADER, "tags"),
    ("bitcoin", BITCOIN, dt.date(2024, 1, 31), True),
    ("LTC", LITECOIN, 12.5, 7),
    ("bitcoin", 12345678901234567890, "", ""),
    ("bitcoin", dt.date(2024, 1, 31), "", ""),
    ("bitcoin", True, "", ""),
)
FORMULAS = (HEADER, ("bitcoin", f'="{BITCOIN}"', "x"), ("bitcoin", BITCOIN, "=1+1"), ("LTC", LITECOIN, "Old"))
CACHED = text_rows([HEADER]) + (
    f'<row r="2">{text_cell("A2", "bitcoin")}<c r="B2" t="str"><f>X1</f><v>{BITCOIN}</v></c>'
    '<c r="C2"><f>1+1</f><v>2</v></c></row>'
    f'<row r="3">{text_cell("A3", "LTC")}{text_cell("B3", LITECOIN)}<c r="C3" t="str"><f>""</f><v></v></c></row>'
)
ERRORS = text_rows([HEADER]) + (
    f'<row r="2">{text_cell("A2", "bitcoin")}<c r="B2" t="e"><v>#REF!</v></c></row>'
    f'<row r="3">{text_cell("A3", "LTC")}{text_cell("B3", LITECOIN)}<c r="C3" t="e"><f>NA()</f><v>#N/A</v></c></row>'
    f'<row r="4">{text_cell("B4", DOGECOIN)}</row>'
)
MERGED_FAR = worksheet(text_rows(ROWS)).replace(
    "</sheetData>",
    '</sheetData><mergeCells><mergeCell ref="A3:A1048576"/><mergeCell ref="D1:XFD1048576"/></mergeCells>',
)
FORMULAS_ALONE = text_rows([HEADER]) + '<row r="2"><c r="A2"><f>X1</f></c><c r="B2"><f>X2</f><v></v></c></row>'
WITHOUT_REFERENCES = (
    "<row><c t='inlineStr'><is><t>address</t></is></c><c t='inlineStr'><is><t>label</t></is></c></row>"
    f"<row><c t='inlineStr'><is><r><t>{DOGECOIN[:9]}</t></r><r><t>{DOGECOIN[9:]}</t></r></is></c><c><f>A1</f></c></row>"
)
PREFIXED = {
    "xl/worksheets/sheet1.xml": '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    '<x:sheetData><x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>address</x:t></x:is></x:c></x:row>'
    '<x:row r="2"><x:c r="A2"><x:f>B1</x:f></x:c></x:row></x:sheetData></x:worksheet>'
}

SPECIMENS = [
    Specimen("plain.xlsx", _book(ROWS), GOOD),
    Specimen("macros.xlsm", _book(ROWS), GOOD),
    Specimen("LOUD.XLSX", _book(ROWS), GOOD),
    Specimen("second-sheet.xlsx", _book(OTHER, ROWS), GOOD),
    Specimen("hidden-beside.xlsx", _book(ROWS, ROWS, change=_hide("Sheet 1")), GOOD),
    Specimen("very-hidden-beside.xlsx", _book(ROWS, ROWS, change=_hide("Sheet 1", state="veryHidden")), GOOD),
    Specimen("hidden-alone.xlsx", _book(OTHER, ROWS, change=_hide("Sheet 2")), says="No column holds the address"),
    Specimen("two-sheets.xlsx", _book(ROWS, ROWS), says="several sheets with wallets: 'Sheet 1', 'Sheet 2'"),
    Specimen("no-sheet-fits.xlsx", _book(OTHER, OTHER), says="no sheet with a column of addresses.*'Sheet 1'"),
    Specimen("empty.xlsx", _book([]), says="is empty"),
    Specimen("three-empty.xlsx", _book([], [], []), says="is empty"),
    Specimen("empty-beside.xlsx", _book([], ROWS, []), GOOD),
    Specimen("header-alone.xlsx", _book([HEADER]), says="single line"),
    Specimen("merged-down.xlsx", _book(MERGED, change=_merge("C2:C3")), {**GOOD, 3: DOGE, 4: GOOD[3]}),
    Specimen("merged-chain.xlsx", _book(MERGED, change=_merge("A2:A3")), {2: GOOD[2], 3: "Bitcoin", 4: GOOD[3]}),
    Specimen("merged-title.xlsx", _book([["Wallets"], *ROWS], change=_merge("A1:C1")), {3: GOOD[2], 4: GOOD[3]}),
    Specimen("merged-far.xlsx", lambda: xlsx("", {SHEET: MERGED_FAR}), GOOD),
    Specimen("far-from-a1.xlsx", _book(ROWS, change=_move), {6: GOOD[2], 7: GOOD[3]}),
    Specimen("late-header.xlsx", _book([*LATE, ["BTC", BITCOIN, "Mine", "a;b"]]), {5: GOOD[2]}),
    Specimen(
        "numbers-and-dates.xlsx", _book(TYPED), {**GOOD, 4: "number or date", 5: "number or date", 6: "number or date"}
    ),
    Specimen("formulas.xlsx", _book(FORMULAS), {2: f"address.*{NO_VALUE}", 3: f"label.*{NO_VALUE}", 4: GOOD[3]}),
    Specimen("formulas-with-values.xlsx", lambda: xlsx(CACHED), GOOD),
    Specimen("formulas-alone.xlsx", lambda: xlsx(FORMULAS_ALONE), {2: NO_VALUE}),
    Specimen("formula-prefixed.xlsx", lambda: xlsx("", PREFIXED), {2: NO_VALUE}),
    Specimen("errors.xlsx", lambda: xlsx(ERRORS), {2: "address is an error", 3: "label is an error", 4: DOGE}),
    Specimen("without-references.xlsx", lambda: xlsx(WITHOUT_REFERENCES), {2: f"label.*{NO_VALUE}"}),
    Specimen("300-columns.xlsx", _book(WIDE), {2: GOOD[2]}),
    Specimen("wal\tlets\x1b.xlsx", _book(ROWS), GOOD),
    Specimen("long-cell.xlsx", _book([*ROWS, ["", DOGECOIN, "x" * 32_767]]), {**GOOD, 4: DOGE}),
    Specimen("line-breaks.xlsx", _book([HEADER, ["bitcoin\n", f"{BITCOIN}\n", "a\nb"]]), {2: GOOD[2]}),
    Specimen("text.xlsx", lambda: write_csv().encode(), says="really plain text.*ending .csv"),
    Specimen(
        "old.xlsx", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), says="old Excel workbook.*ending .xls"
    ),
    Specimen("new.xls", _book(ROWS), says=r"Excel workbook \(XLSX\).*ending .xlsx"),
    Specimen("new.csv", _book(ROWS), says=r"Excel workbook \(XLSX\)"),
]
