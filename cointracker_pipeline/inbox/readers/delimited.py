"""Text with one row in a line: cells divided by commas, semicolons, tabs or bars."""

import csv
import re
from collections.abc import Iterator
from io import StringIO
from itertools import islice
from pathlib import Path

from cointracker_pipeline.errors import SpreadsheetError
from cointracker_pipeline.inbox.collect import collect_rows
from cointracker_pipeline.inbox.columns import name_meanings
from cointracker_pipeline.inbox.disguise import unmask_file
from cointracker_pipeline.inbox.encoding import decode_text
from cointracker_pipeline.inbox.file_name import show_name
from cointracker_pipeline.inbox.limits import MAX_CELL_CHARACTERS, MAX_LINE_CHARACTERS, MAX_TITLE_ROWS
from cointracker_pipeline.inbox.table import ColumnNames, Row, Sheet

_DELIMITERS = ",;\t|"
_SAMPLE_CHARACTERS = 20_000
_SAMPLE_LINES = 50
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")
# Excel's own way to name the delimiter; saved again by a program that does not know it, it has empty cells after it.
_SEP_LINE = re.compile(r'"?sep=([^\w\s"]|\t)"?[,;\t|]*[ \t]*(?:\r\n|\n|\r|$)', re.IGNORECASE)


class DelimitedReader:
    """Reads .csv, .tsv and .txt; the delimiter is found by counting, the encoding by trying."""

    suffixes = (".csv", ".tsv", ".txt")

    def read(self, path: Path, names: ColumnNames) -> list[Sheet]:
        """Return the file's only sheet, none when nothing stands in it.

        Raises: SpreadsheetError when it is no text, too large, or a quote does not close.
        """
        data, name = path.read_bytes(), show_name(path)
        disguise = unmask_file(data)
        if disguise:
            raise SpreadsheetError(
                f"{name} is really {disguise}, only its name says otherwise. "
                "Open it in your spreadsheet program and save it as CSV."
            )
        return [Sheet("", _parse_rows(decode_text(data, name), name, names))]


READER = DelimitedReader()


def _parse_rows(text: str, name: str, names: ColumnNames) -> tuple[Row, ...]:
    sep_line = _SEP_LINE.match(text)
    body = text[sep_line.end() :] if sep_line else text
    delimiter = sep_line[1] if sep_line else _find_delimiter(body, names)
    return collect_rows(_read_rows(body, delimiter, name, first_line=2 if sep_line else 1), name)


def _find_delimiter(text: str, names: ColumnNames) -> str:
    """Return the delimiter that makes the best header; else the one of the first line, most even in the others.

    ``csv.Sniffer`` fails on a single column.
    """
    sample = text[:_SAMPLE_CHARACTERS]
    bare = re.sub(r'"[^"]*"', "", sample).lstrip("\r\n")
    lines = [line for line in re.split(r"\r\n|\n|\r", bare) if line.strip()][:_SAMPLE_LINES]

    def rank(delimiter: str) -> tuple[int, int, int]:
        counts = [line.count(delimiter) for line in lines]
        named = _count_named(sample, delimiter, names)
        if not counts or not counts[0]:
            return (named, 0, 0)
        return (named, counts.count(counts[0]), counts[0])

    return max(_DELIMITERS, key=rank)


def _count_named(sample: str, delimiter: str, names: ColumnNames) -> int:
    """Return how many columns the best of the first rows names."""
    rows = csv.reader(StringIO(sample, newline=""), delimiter=delimiter)
    filled = (row for row in rows if any(cell.strip() for cell in row))
    return max((len(name_meanings(row, names)) for row in islice(filled, MAX_TITLE_ROWS + 1)), default=0)


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
    for match in _LINE.finditer(text):  # a StringIO would hold a second copy of the text
        line = match[0]
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
