"""Text with one row in a line: cells divided by commas, semicolons, tabs or bars."""

import csv
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from cointracker_pipeline.errors import SpreadsheetError
from cointracker_pipeline.inbox.disguise import unmask_file
from cointracker_pipeline.inbox.encoding import decode_text
from cointracker_pipeline.inbox.limits import MAX_CELL_CHARACTERS, MAX_LINE_CHARACTERS, MAX_ROWS
from cointracker_pipeline.inbox.table import Row, Table

_DELIMITERS = ",;\t|"
_SAMPLE_CHARACTERS = 20_000
_SAMPLE_LINES = 50
# Excel's own way to name the delimiter; saved again by a program that does not know it, it has empty cells after it.
_SEP_LINE = re.compile(r'"?sep=([^\w\s"]|\t)"?[,;\t|]*[ \t]*(?:\r\n|\n|\r|$)', re.IGNORECASE)


class DelimitedReader:
    """Reads .csv, .tsv and .txt; the delimiter is found by counting, the encoding by trying."""

    suffixes = (".csv", ".tsv", ".txt")

    def read(self, path: Path) -> Table:
        """Return the file's table.

        Raises: SpreadsheetError when it is empty, no text, too large, or a quote does not close.
        """
        data = path.read_bytes()
        if not data.strip():
            raise SpreadsheetError(f"{path.name} is empty.")
        disguise = unmask_file(data)
        if disguise:
            raise SpreadsheetError(
                f"{path.name} is really {disguise}, only its name says otherwise. "
                "Open it in your spreadsheet program and save it as CSV."
            )
        return _parse_table(decode_text(data, path.name), path.name)


READER = DelimitedReader()


def _parse_table(text: str, name: str) -> Table:
    sep_line = _SEP_LINE.match(text)
    body = text[sep_line.end() :] if sep_line else text
    delimiter = sep_line[1] if sep_line else _find_delimiter(body)
    rows = _read_rows(body, delimiter, name, first_line=2 if sep_line else 1)
    header = next(rows, None)
    if header is None:
        raise SpreadsheetError(f"{name} is empty.")
    return Table(header.cells, tuple(_count_rows(rows, name)))


def _find_delimiter(text: str) -> str:
    """Return the delimiter that stands in the first line and, if several do, most evenly in the others.

    ``csv.Sniffer`` fails on a single column.
    """
    sample = re.sub(r'"[^"]*"', "", text[:_SAMPLE_CHARACTERS]).lstrip("\r\n")
    lines = [line for line in re.split(r"\r\n|\n|\r", sample) if line.strip()][:_SAMPLE_LINES]

    def rank(delimiter: str) -> tuple[int, int]:
        counts = [line.count(delimiter) for line in lines]
        if not counts or not counts[0]:
            return (0, 0)
        return (counts.count(counts[0]), counts[0])

    return max(_DELIMITERS, key=rank)


def _count_rows(rows: Iterator[Row], name: str) -> Iterator[Row]:
    for count, row in enumerate(rows, start=1):
        if count > MAX_ROWS:
            raise SpreadsheetError(
                f"{name} has more than {MAX_ROWS:,} rows; split it into several files of at most that many."
            )
        yield row


def _read_rows(text: str, delimiter: str, name: str, first_line: int) -> Iterator[Row]:
    """Yield the rows that are not blank, with the lines they begin in."""
    lines = _short_lines(text, name)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        line = first_line + reader.line_num
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise _unclosed(name, line) from None
        if any(len(cell) > MAX_CELL_CHARACTERS for cell in cells):
            raise _unclosed(name, line)
        if any(cell.strip() for cell in cells):
            yield Row(line, tuple(cells))


def _short_lines(text: str, name: str) -> Iterator[str]:
    for line in StringIO(text, newline=""):
        if len(line) > MAX_LINE_CHARACTERS:
            raise SpreadsheetError(
                f"{name} has a line of more than {MAX_LINE_CHARACTERS:,} characters, so it is not a list of "
                "wallets. Save it as CSV with one wallet in a line."
            )
        yield line


def _unclosed(name: str, line: int) -> SpreadsheetError:
    return SpreadsheetError(
        f'{name}, line {line}: a cell that begins with a quote (") does not end with one, or a cell has more '
        f"than {MAX_CELL_CHARACTERS:,} characters. Close the quote; inside a quoted cell a quote is written twice."
    )
