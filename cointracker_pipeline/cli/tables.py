"""Tables for people, and the same rows as JSON Lines or CSV for programs."""

import csv
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])
Row = Mapping[str, object]


def table_options(command: F) -> F:
    """Add ``--json`` and ``--csv`` to a command that prints a table; it gets ``form``."""
    as_json = click.option("--json", "form", flag_value="json", type=str, help="One JSON object a row.")
    as_csv = click.option("--csv", "form", flag_value="csv", type=str, help="CSV with a header.")
    return as_json(as_csv(command))


def print_table(columns: Sequence[str], rows: Iterable[Row], form: str | None, *, empty: str) -> None:
    """Print rows in the asked form; ``empty`` tells a person what to do when there are none."""
    if form == "json":
        for row in rows:
            click.echo(json.dumps({name: row[name] for name in columns}, ensure_ascii=False, default=str))
    elif form == "csv":
        _print_csv(columns, rows)
    else:
        _print_for_people(columns, list(rows), empty)


def _print_csv(columns: Sequence[str], rows: Iterable[Row]) -> None:
    writer = csv.writer(sys.stdout)
    writer.writerow(columns)
    writer.writerows([_safe_cell(row[name]) for name in columns] for row in rows)


def _safe_cell(value: object) -> object:
    """A label that begins like a formula is made text; numbers keep their sign."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") and not _is_number(value):
        return "'" + value
    return "" if value is None else value


def _is_number(text: str) -> bool:
    return text.lstrip("+-").replace(".", "", 1).isdigit()


def _print_for_people(columns: Sequence[str], rows: Sequence[Row], empty: str) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    if not rows:
        click.echo(empty)
        return
    table = Table(box=None, header_style="bold", pad_edge=False)
    numbers = {name for name in columns if all(_is_number(str(row[name])) for row in rows)}
    for name in columns:
        table.add_column(name.replace("_", " "), justify="right" if name in numbers else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text("" if row[name] is None else str(row[name])) for name in columns))
    Console(width=None if sys.stdout.isatty() else 200, soft_wrap=True).print(table)
