"""Workbooks: Excel's of 2007 and later, Excel's of before, and LibreOffice's."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError
from python_calamine import SheetTypeEnum as SheetType
from python_calamine import SheetVisibleEnum as Visible

from cointracker_pipeline.errors import SpreadsheetError
from cointracker_pipeline.inbox.collect import collect_rows
from cointracker_pipeline.inbox.file_name import show_name
from cointracker_pipeline.inbox.readers import _archive, _ods, _xlsx
from cointracker_pipeline.inbox.readers._content import check_content, refuse_password
from cointracker_pipeline.inbox.readers._findings import Findings
from cointracker_pipeline.inbox.readers._merged import MergedCells
from cointracker_pipeline.inbox.readers._values import Value, render_value
from cointracker_pipeline.inbox.table import CellKind, ColumnNames, Row, Sheet


class WorkbookReader:
    """Reads .xlsx, .xlsm, .xls and .ods: the values that were stored, of every sheet that is visible.

    calamine reads the values. What it does not tell, or would abort for, is looked up in the archive before.
    """

    suffixes = (".xlsx", ".xlsm", ".xls", ".ods")

    def read(self, path: Path, names: ColumnNames) -> list[Sheet]:
        """Return the file's visible sheets.

        Raises: SpreadsheetError when it is no workbook, damaged, too large or protected by a password.
        """
        name = show_name(path)
        check_content(path, name)
        findings = _examine(path, name)
        try:
            with CalamineWorkbook.from_path(path) as workbook:
                return [
                    _read_sheet(workbook.get_sheet_by_name(one.name), findings.get(one.name, Findings()), name)
                    for one in workbook.sheets_metadata
                    if one.typ == SheetType.WorkSheet and one.visible == Visible.Visible
                ]
        except PasswordError:
            raise refuse_password(name) from None
        except CalamineError:  # without its words: they may repeat a cell
            raise _archive.refuse_damaged(name) from None


READER = WorkbookReader()


def _examine(path: Path, name: str) -> dict[str, Findings]:
    """Return what is found of each visible sheet; nothing of .xls, whose formulas always have a stored value."""
    if path.suffix.lower() == ".xls":
        return {}
    with _archive.opened(path, name) as archive:
        _archive.check_archive(archive, name)
        return _ods.find(archive, name) if path.suffix.lower() == ".ods" else _xlsx.find(archive, name)


def _read_sheet(sheet: CalamineSheet, findings: Findings, name: str) -> Sheet:
    try:
        return Sheet(sheet.name, collect_rows(_read_rows(sheet, findings), name))
    except ValueError as error:
        raise SpreadsheetError(
            f"{name}, sheet {sheet.name[:31]!r} cannot be read: it holds a value that is none."
        ) from error


def _read_rows(sheet: CalamineSheet, findings: Findings) -> Iterator[Row]:
    """Yield every row; calamine leaves out empty columns on the left, and rows below the last value."""
    merged = MergedCells(sheet.merged_cell_ranges or findings.merged)
    left: list[Value] = [""] * (sheet.start[1] if sheet.start else 0)
    blank: list[Value] = [*left, *[""] * sheet.width]
    number = -1
    for number, values in enumerate(sheet.iter_rows()):
        texts, kinds = _render([*left, *values], findings.faults.get(number, {}))
        merged.fill(number, texts, kinds)
        yield Row(number + 1, tuple(texts), tuple(kinds.items()))
    for later in sorted(findings.faults):
        if later > number:
            texts, kinds = _render(blank, findings.faults[later])
            yield Row(later + 1, tuple(texts), tuple(kinds.items()))


def _render(values: list[Value], faults: Mapping[int, CellKind]) -> tuple[list[str], dict[int, CellKind]]:
    """Return the texts of a row, and what is no text; where there is a fault, the value given is none."""
    texts, kinds = [], {}
    for place, value in enumerate(values):
        text, kind = render_value(value)
        texts.append(text)
        if kind is not None:
            kinds[place] = kind
    texts += [""] * (max(faults, default=-1) + 1 - len(texts))
    for place in faults:
        texts[place] = ""
    return texts, {**kinds, **faults}
