"""What calamine does not tell of an Excel workbook: formulas without a value, errors, and how far a sheet reaches.

Source of the names: ECMA-376 part 1, 18.3.1 (worksheets), 18.2.19 (sheet), and part 2, 9.3 (relationships).
"""

import posixpath
import re
from collections.abc import Iterator, Mapping
from xml.etree import ElementTree
from xml.parsers import expat
from zipfile import ZipFile

from cointracker_pipeline.inbox.readers._findings import Findings
from cointracker_pipeline.inbox.table import CellKind

_CHUNK_BYTES = 1_000_000
# What makes it necessary to look at each cell, which takes many times as long.
_FORMULA = re.compile(rb"<(?:[\w.-]+:)?f[\s>/]")
_ERROR = re.compile(rb"""=\s*["']e["']""")
# A cell with something in it, as all programs write it; one with a style alone closes itself. Where another spelling
# hides how large a sheet is, the limit of memory still holds.
_FILLED = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[^>/]*>')
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})", re.IGNORECASE)


def find(archive: ZipFile, name: str) -> dict[str, Findings]:
    """Return what is found of each visible sheet by its name. Raises: SpreadsheetError for one too large."""
    parts = {part.casefold(): part for part in archive.namelist()}
    (workbook,) = (target for kind, target in _relations(archive, parts, "").values() if kind == "officeDocument")
    targets = _relations(archive, parts, workbook)
    found = {}
    for element in _parse(archive, parts[workbook.casefold()]):
        if element.tag.endswith("}sheet") and element.get("state", "visible") == "visible":
            key = next((value for attribute, value in element.items() if attribute.endswith("}id")), "")
            sheet = element.get("name", "")
            found[sheet] = _examine(archive, parts[targets[key][1].casefold()], sheet, name)
    return found


def _relations(archive: ZipFile, parts: Mapping[str, str], part: str) -> dict[str, tuple[str, str]]:
    """Return the kinds and targets of what a part names, by their ids; the archive itself is the part ``""``."""
    folder, _, file = part.rpartition("/")
    relations = _parse(archive, parts[posixpath.join(folder, "_rels", f"{file}.rels").casefold()])
    return {
        element.get("Id", ""): (
            element.get("Type", "").rpartition("/")[2],
            posixpath.normpath(posixpath.join("/", folder, element.get("Target", ""))).lstrip("/"),
        )
        for element in relations
        if element.tag.endswith("}Relationship")
    }


def _parse(archive: ZipFile, part: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(archive.read(part)).iter())  # noqa: S314 - it declares no document type


def _examine(archive: ZipFile, part: str, sheet: str, name: str) -> Findings:
    found = Findings()
    suspicious = False
    for chunk in _chunks(archive, part):
        suspicious = suspicious or _may_hold_faults(chunk)
        filled = _FILLED.findall(chunk)
        columns = {letters for letters, _ in filled}
        if filled:
            last = max(int(number) for _, number in (filled[0], filled[-1]))
            found.reach(last - 1, max(map(_number_column, columns)), sheet, name)
    if suspicious:
        _FaultScan(found).run(archive, part)
    return found


def _may_hold_faults(xml: bytes) -> bool:
    """Whether a piece of a sheet has a formula, an error, or is UTF-16 and cannot be searched like this."""
    return bool(_FORMULA.search(xml) or _ERROR.search(xml)) or b"\0" in xml


def _chunks(archive: ZipFile, part: str) -> Iterator[bytes]:
    """Yield a part in pieces that end with a tag."""
    rest = b""
    with archive.open(part) as file:
        while chunk := file.read(_CHUNK_BYTES):
            whole, bracket, after = (rest + chunk).rpartition(b">")
            yield whole + bracket
            rest = after[:_CHUNK_BYTES]
    yield rest


class _FaultScan:
    """One pass over every cell of a sheet."""

    def __init__(self, found: Findings) -> None:
        self._found = found
        self._row = self._column = -1
        self._reference = self._type = ""
        self._has_formula = self._has_value = False

    def run(self, archive: ZipFile, part: str) -> None:
        """Take note of the cells whose value cannot be told."""
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        with archive.open(part) as file:
            self._parser.ParseFile(file)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        local = tag[tag.find(":") + 1 :]
        if local == "c":
            self._column += 1
            self._reference, self._type = attributes.get("r", ""), attributes.get("t", "")
            self._has_formula = self._has_value = False
        elif local == "f":
            self._has_formula = True
        elif local == "v" and self._has_formula:
            self._parser.CharacterDataHandler = self._take_text
        elif local == "row":
            self._row = int(attributes["r"]) - 1 if "r" in attributes else self._row + 1
            self._column = -1

    def _take_text(self, text: str) -> None:
        self._has_value = True

    def _end(self, tag: str) -> None:
        if not (self._has_formula or self._type == "e"):
            return
        self._parser.CharacterDataHandler = None
        if tag[tag.find(":") + 1 :] != "c":
            return
        if self._type == "e":
            self._blame(CellKind.ERROR)
        elif not self._has_value and self._type != "str":  # of that type, nothing is the empty text
            self._blame(CellKind.UNCALCULATED)
        self._has_formula, self._type = False, ""

    def _blame(self, kind: CellKind) -> None:
        place = _REFERENCE.fullmatch(self._reference)
        if place:
            self._row, self._column = int(place[2]) - 1, _number_column(place[1].upper().encode())
        self._found.blame(self._row, self._column, kind)


def _number_column(letters: bytes) -> int:
    """Return a column's number, counted from 0: A is 0, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
