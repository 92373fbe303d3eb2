"""One file: read whole into prices or rates, or refused whole with the line that is wrong.

What is known of a day stays so for ever; half of a file with a shifted column would stay as well.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.domain.price import USD, Price, Rate
from cointracker_pipeline.errors import PriceFileError, SpreadsheetError, UnknownChainError
from cointracker_pipeline.inbox.limits import MAX_FILE_BYTES
from cointracker_pipeline.inbox.readers.delimited import READER
from cointracker_pipeline.inbox.table import Row, Table
from cointracker_pipeline.price_files.columns import SYNONYMS, find_columns
from cointracker_pipeline.price_files.values import parse_currency, parse_day, parse_number

FindChain = Callable[[str], Blockchain]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A file's name, its columns, and what a person's words are read against."""

    name: str
    columns: Mapping[str, int]
    find_chain: FindChain
    today: date

    def cell(self, row: Row, meaning: str) -> str:
        """Return a cell's text, empty where the file has no such column or the row ends before it."""
        place = self.columns.get(meaning, len(row.cells))
        return row.cells[place] if place < len(row.cells) else ""


def read_file(path: Path, find_chain: FindChain, today: date) -> tuple[list[Price], list[Rate]]:
    """Return a file's prices or its rates, the other being empty; ``today`` is the UTC day.

    Raises: PriceFileError naming the file and its line.
    """
    table = _read_table(path)
    sheet = _Sheet(path.name, find_columns(table.header, path.name), find_chain, today)
    if "rate" in sheet.columns:
        return [], list(_read_rates(sheet, table))
    return list(_read_prices(sheet, table)), []


def _read_table(path: Path) -> Table:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise PriceFileError(f"{path.name} has more than {MAX_FILE_BYTES // 1_000_000} MB. Split it.")
        (sheet,) = READER.read(path, SYNONYMS)
    except SpreadsheetError as error:
        raise PriceFileError(str(error)) from None
    except OSError as error:
        raise PriceFileError(f"{path.name} cannot be read: {error.strerror or error}.") from None
    if not sheet.rows:
        raise PriceFileError(f"{path.name} is empty.")
    return Table(sheet.rows[0].cells, sheet.rows[1:])


def _read_prices(sheet: _Sheet, table: Table) -> Iterator[Price]:
    seen: dict[tuple[object, ...], int] = {}
    for row in table.rows:
        try:
            price = _read_price(sheet, row)
            _refuse_second(seen, (price.chain, price.day, price.currency), row.line)
        except (ValueError, UnknownChainError) as error:
            raise _wrong(sheet, row, error) from None
        yield price


def _read_price(sheet: _Sheet, row: Row) -> Price:
    chain = sheet.find_chain(sheet.cell(row, "coin") if "coin" in sheet.columns else Path(sheet.name).stem)
    if not chain.has_worth:
        raise ValueError(f"coins of {chain.name} have no worth")
    currency = parse_currency(sheet.cell(row, "currency") or USD)
    day, number = parse_day(sheet.cell(row, "date"), sheet.today), parse_number(sheet.cell(row, "price"))
    return Price(chain.name, day, currency, number, "file")


def _read_rates(sheet: _Sheet, table: Table) -> Iterator[Rate]:
    seen: dict[tuple[object, ...], int] = {}
    for row in table.rows:
        try:
            rate = _read_rate(sheet, row)
            _refuse_second(seen, (rate.currency, rate.day), row.line)
        except ValueError as error:
            raise _wrong(sheet, row, error) from None
        yield rate


def _read_rate(sheet: _Sheet, row: Row) -> Rate:
    currency = parse_currency(sheet.cell(row, "currency") if "currency" in sheet.columns else Path(sheet.name).stem)
    if currency == USD:
        raise ValueError("a rate tells how much of another currency one USD buys")
    return Rate(currency, parse_day(sheet.cell(row, "date"), sheet.today), parse_number(sheet.cell(row, "rate")))


def _refuse_second(seen: dict[tuple[object, ...], int], key: tuple[object, ...], line: int) -> None:
    earlier = seen.setdefault(key, line)
    if earlier != line:
        raise ValueError(f"line {earlier} tells of the same day already")


def _wrong(sheet: _Sheet, row: Row, error: Exception) -> PriceFileError:
    reason = str(error).rstrip(".")
    return PriceFileError(
        f"{sheet.name}, line {row.line}: {reason}. Nothing of this file is taken until that is right."
    )
