"""``cointracker sync``: bring wallets up to date, as a Dagster run in this process."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from cointracker_pipeline.domain.amount import render_points

if TYPE_CHECKING:
    from collections.abc import Callable

    from cointracker_pipeline.sync.progress import Progress


@click.command()
@click.argument("wallet_ids", metavar="[WALLET]...", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Every wallet, also those in which nothing seems changed.")
@click.option("--full", is_flag=True, help="Read whole histories again.")
def sync(wallet_ids: tuple[str, ...], everything: bool, full: bool) -> None:
    """Bring wallets up to date: those named, or all that are due."""
    from cointracker_pipeline.pipeline import open_pipeline

    with open_pipeline() as pipeline:
        names = [pipeline.registry.find_wallet(pipeline.parse_wallet(name).wallet_id).wallet_id for name in wallet_ids]
        tracked = [one.wallet_id for one in pipeline.registry.list_wallets()]
        waiting = [one.request_id for one in pipeline.registry.waiting_requests() if one.kind == "refresh"]
        settings = pipeline.settings
    if not tracked:
        from cointracker_pipeline.cli.wallets import NO_WALLETS

        click.echo(NO_WALLETS)
        return
    chosen = names or (tracked if everything or full else [])
    config = {
        "wallets": chosen,
        "all_due": not chosen,
        "full": full,
        "requests": [] if names else waiting,
    }

    from cointracker_pipeline.definitions import defs
    from cointracker_pipeline.defs.launch import materialize_portfolio, run_job

    seen: list[Progress] = []
    try:
        with _progress_bar(seen) as listener:
            run_job(defs(), settings, "refresh", {"wallet_sync": config}, listener)
    finally:
        materialize_portfolio(defs(), settings)
    _print_end(seen)


def _print_end(seen: "list[Progress]") -> None:
    if not seen or not seen[-1].wallets_total:
        spent = render_points(seen[-1].millipoints) if seen else "0"
        click.echo(f"Everything is up to date ({spent} points spent on asking).")
        return
    end = seen[-1]
    click.echo(
        f"{end.wallets_done} wallets up to date: {end.rows} rows added in {end.pages} pages for "
        f"{render_points(end.millipoints)} points."
    )


@contextmanager
def _progress_bar(seen: "list[Progress]") -> "Iterator[Callable[[Progress], None]]":
    """Show wallets, pages, rows, points and the time left; where nobody watches, a line every few seconds."""
    if not sys.stderr.isatty():
        yield _plain_listener(seen)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("wallets"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[pages]} pages  {task.fields[rows]} rows  {task.fields[points]} points"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("sync", total=None, pages=0, rows=0, points="0")

        def show(progress: "Progress") -> None:
            seen[:] = [progress]
            bar.update(
                task,
                total=progress.wallets_total or None,
                completed=progress.wallets_done,
                pages=progress.pages,
                rows=progress.rows,
                points=render_points(progress.millipoints),
            )

        yield show


def _plain_listener(seen: "list[Progress]", every_seconds: float = 5) -> "Callable[[Progress], None]":
    last = [time.monotonic()]

    def show(progress: "Progress") -> None:
        seen[:] = [progress]
        if time.monotonic() - last[0] >= every_seconds:
            last[0] = time.monotonic()
            click.echo(
                f"{progress.wallets_done}/{progress.wallets_total} wallets, {progress.pages} pages, "
                f"{progress.rows} rows, {render_points(progress.millipoints)} points",
                err=True,
            )

    return show
