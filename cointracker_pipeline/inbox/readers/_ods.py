"""What calamine does not tell of an OpenDocument spreadsheet: merged cells, errors, how far a sheet reaches.

Source of the names: OpenDocument 1.3 part 3, 9.1 and 19.6 (tables), and LibreOffice's ``calcext`` for errors.
"""

from xml.parsers import expat
from zipfile import ZipFile

from cointracker_pipeline.inbox.readers._content import refuse_password
from cointracker_pipeline.inbox.readers._findings import Findings
from cointracker_pipeline.inbox.table import CellKind

_MANIFEST = "META-INF/manifest.xml"
_CELLS = ("table:table-cell", "table:covered-table-cell")


def find(archive: ZipFile, name: str) -> dict[str, Findings]:
    """Return what is found of each sheet by its name. Raises: SpreadsheetError for one too large or a password."""
    if _MANIFEST in archive.namelist() and b"encryption-data" in archive.read(_MANIFEST):
        raise refuse_password(name)
    return _Scan(name).run(archive)


class _Scan:
    """One pass over the content's XML."""

    def __init__(self, name: str) -> None:
        self._found: dict[str, Findings] = {}
        self._name, self._sheet = name, ""
        self._row = self._column = 0
        self._rows = self._columns = 1
        self._cell: dict[str, str] = {}
        self._has_text = False

    def run(self, archive: ZipFile) -> dict[str, Findings]:
        """Return what was found."""
        parser = expat.ParserCreate()
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        with archive.open("content.xml") as file:
            parser.ParseFile(file)
        return self._found

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in _CELLS:
            self._cell, self._has_text = attributes, False
            self._columns = int(attributes.get("table:number-columns-repeated", 1))
        elif tag == "text:p":
            self._has_text = True
        elif tag == "table:table-row":
            self._column, self._rows = 0, int(attributes.get("table:number-rows-repeated", 1))
        elif tag == "table:table":
            self._row, self._sheet = 0, attributes.get("table:name", "")
            self._found[self._sheet] = Findings()

    def _end(self, tag: str) -> None:
        if tag in _CELLS:
            if "office:value-type" in self._cell or "table:formula" in self._cell or self._has_text:
                self._note_cell()
            self._column += self._columns
        elif tag == "table:table-row":
            self._row += self._rows

    def _note_cell(self) -> None:
        found, cell = self._found[self._sheet], self._cell
        last_row, last_column = self._row + self._rows - 1, self._column + self._columns - 1
        found.reach(last_row, last_column, self._sheet, self._name)
        spanned = int(cell.get("table:number-rows-spanned", 1))
        if spanned > 1:
            found.merged.append(((self._row, self._column), (self._row + spanned - 1, self._column)))
        kind = self._find_fault(cell)
        if kind:
            for row in range(self._row, last_row + 1):
                for column in range(self._column, last_column + 1):
                    found.blame(row, column, kind)

    def _find_fault(self, cell: dict[str, str]) -> CellKind | None:
        if cell.get("calcext:value-type") == "error":
            return CellKind.ERROR
        return None if "office:value-type" in cell else CellKind.UNCALCULATED if "table:formula" in cell else None
