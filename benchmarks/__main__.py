"""``python -m benchmarks``: measure, print one table, and fail when a bar is missed."""

import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from benchmarks.lines import Line
from benchmarks.rows import ROWS
from benchmarks.stands import Stands

VERDICTS = {True: "met", False: "MISSED", None: ""}


@click.command()
@click.option("--only", multiple=True, type=click.Choice(list(ROWS)), help="A row to measure; may be repeated.")
@click.option("--list", "listing", is_flag=True, help="List the rows and measure nothing.")
def main(only: Sequence[str], listing: bool) -> None:
    """Measure what the speed and cost claims rest on, against local sandboxes in processes of their own."""
    if listing:
        print("\n".join(ROWS))
        return
    began = time.monotonic()
    lines: list[Line] = []
    # Dagster's code server may still write its last words while its folder goes.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name, ExitStack() as stack:
        stands = Stands(Path(name), stack)
        for row in [row for row in ROWS if not only or row in only]:
            print(f"{time.monotonic() - began:5.0f} s  {row}", file=sys.stderr, flush=True)
            lines += ROWS[row](stands)
    _print_table(lines, (time.monotonic() - began) / 60)
    sys.exit(any(line.is_met is False for line in lines))


def _print_table(lines: Sequence[Line], minutes: float) -> None:
    title = f"Measured in {minutes:.1f} minutes"
    table = Table(title=title, title_justify="left", box=None, header_style="bold", pad_edge=False)
    for name in ("", "measured", "bar", ""):
        table.add_column(name)
    for line in lines:
        table.add_row(line.what, line.measured, line.bar, VERDICTS[line.is_met])
    Console(width=None if sys.stdout.isatty() else 120).print(table)


if __name__ == "__main__":
    main()
