"""What a person sees while a sync goes on."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from cointracker_pipeline.domain.amount import render_points

if TYPE_CHECKING:
    from cointracker_pipeline.sync.progress import Progress

EVERY_SECONDS = 5
"""How often a line is written where nobody watches."""


@contextmanager
def show_progress(seen: "list[Progress]") -> "Iterator[Callable[[Progress], None]]":
    """Show wallets, pages, rows, points and the time left; ``seen`` holds the last state.

    A terminal gets a bar, a log gets a line every few seconds.
    """
    if not sys.stderr.isatty():
        yield _plain_listener(seen)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("wallets"),
        BarColumn(bar_width=12),
        MofNCompleteColumn(),
        TextColumn("{task.fields[counts]}"),
        TimeRemainingColumn(compact=True),
        TextColumn("left"),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("sync", total=None, counts="starting")

        def show(progress: "Progress") -> None:
            seen[:] = [progress]
            total = progress.wallets_total or None
            bar.update(task, total=total, completed=progress.wallets_done, counts=_describe(progress))

        yield show


def _describe(progress: "Progress") -> str:
    """Return the counts in so few characters that they fit into 80 columns with the bar."""
    points = render_points(progress.millipoints // 1000 * 1000)
    return f"{progress.pages:,} pages {progress.rows:,} rows {points} points"


def _plain_listener(seen: "list[Progress]") -> "Callable[[Progress], None]":
    last = [time.monotonic()]

    def show(progress: "Progress") -> None:
        seen[:] = [progress]
        if time.monotonic() - last[0] >= EVERY_SECONDS:
            last[0] = time.monotonic()
            click.echo(f"{progress.wallets_done}/{progress.wallets_total} wallets, {_describe(progress)}", err=True)

    return show
