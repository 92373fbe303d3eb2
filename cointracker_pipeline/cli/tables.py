"""Tables for people, and the same rows as JSON Lines or CSV for programs."""

import csv
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

import click

from cointracker_pipeline.domain.spreadsheet_cell import disarm_cell, is_number

F = TypeVar("F", bound=Callable[..., Any])
Row = Mapping[str, object]

PIPE_WIDTH = 200
"""Columns where nobody watches: wide enough for whole ids."""
GAP = 2
LEAST_CHARACTERS = 18
"""What always stays of a long id: its chain, its beginning and its end."""


def table_options(command: F) -> F:
    """Add ``--json`` and ``--csv`` to a command that prints a table; it gets ``form``."""
    as_json = click.option("--json", "form", flag_value="json", type=str, help="One JSON object a row.")
    as_csv = click.option("--csv", "form", flag_value="csv", type=str, help="CSV with a header.")
    return as_json(as_csv(command))


def print_table(
    columns: Sequence[str],
    rows: Iterable[Row],
    form: str | None,
    *,
    empty: str,
    shown: Sequence[str] = (),
    long: str = "",
) -> None:
    """Print rows in the asked form; ``empty`` tells a person what to do when there are none.

    Programs get every column. People get those in ``shown``, and of the cells in the column ``long`` only
    beginning and end where the terminal is too narrow for the whole table.
    """
    if form == "json":
        for row in rows:
            click.echo(json.dumps({name: row[name] for name in columns}, ensure_ascii=False, default=str))
    elif form == "csv":
        _print_csv(columns, rows)
    else:
        _print_for_people(shown or columns, list(rows), empty, long)


def count(number: int, noun: str) -> str:
    """Return a number of things in words: ``1 wallet``, ``1,200 wallets``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def shorten(text: str, most: int) -> str:
    """Return a text in at most this many characters, its middle left out: ``bitcoin:35y7118…VyDZyS4or``."""
    tail = most // 3
    return text if len(text) <= most else f"{text[: most - tail - 1]}…{text[-tail:]}"


def _print_csv(columns: Sequence[str], rows: Iterable[Row]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_to_cell(row[name]) for name in columns] for row in rows)


def _to_cell(value: object) -> str:
    return "" if value is None else disarm_cell(str(value))


def _print_for_people(columns: Sequence[str], rows: Sequence[Row], empty: str, long: str) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    if not rows:
        click.echo(empty)
        return
    console = Console(width=None if sys.stdout.isatty() else PIPE_WIDTH)
    cells = {name: ["" if row[name] is None else str(row[name]) for row in rows] for name in columns}
    if long:
        room = console.width - _natural_width({name: texts for name, texts in cells.items() if name != long}) - GAP
        cells[long] = [shorten(text, max(room, LEAST_CHARACTERS)) for text in cells[long]]
    table = Table(box=None, header_style="bold", pad_edge=False)
    for name, texts in cells.items():
        right = all(is_number(text) for text in texts if text)
        table.add_column(name.replace("_", " "), justify="right" if right else "left", overflow="fold")
    for line in zip(*cells.values(), strict=True):
        table.add_row(*map(Text, line))
    console.print(table)


def _natural_width(cells: Mapping[str, Sequence[str]]) -> int:
    return sum(max(map(len, [name, *texts])) + GAP for name, texts in cells.items()) - GAP
