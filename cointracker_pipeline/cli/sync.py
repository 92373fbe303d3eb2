"""``cointracker sync``: bring wallets up to date, as a Dagster run in this process."""

import gc
from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from cointracker_pipeline.cli.progress import show_progress
from cointracker_pipeline.cli.sync_plan import print_plan
from cointracker_pipeline.cli.tables import count, table_options
from cointracker_pipeline.cli.wallets import NO_WALLETS
from cointracker_pipeline.domain.amount import render_points
from cointracker_pipeline.errors import SyncError

if TYPE_CHECKING:
    from cointracker_pipeline.settings import Settings
    from cointracker_pipeline.sync.progress import Progress

INTERRUPTED = "DagsterExecutionInterruptedError"
"""What Dagster makes of Ctrl-C: it ends the run as failed and swallows the signal."""


@click.command()
@click.argument("wallet_ids", metavar="[WALLET]...", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Every wallet, also those in which nothing seems changed.")
@click.option("--full", is_flag=True, help="Read whole histories again; rows stay readable meanwhile.")
@click.option("--sweep", is_flag=True, help="Look at the counters of a part of the others as well, as every night.")
@click.option("--plan", "only_plan", is_flag=True, help="Print what it will cost, and spend nothing.")
@table_options
def sync(
    wallet_ids: tuple[str, ...], everything: bool, full: bool, sweep: bool, only_plan: bool, form: str | None
) -> None:
    """Bring wallets up to date: those named, or all that are due.

    Only what is new is asked for. Ctrl-C stops at once; what is stored stays, and the next sync goes on from there.
    When today's points do not suffice, the most useful part is done, and the next sync goes on.
    """
    if form and not only_plan:
        raise click.UsageError("--json and --csv belong to --plan.")
    if wallet_ids and everything:
        raise click.UsageError("Name wallets, or take --all; not both.")
    if sweep and (wallet_ids or everything or full):
        raise click.UsageError("--sweep belongs to a sync of all that are due.")
    from cointracker_pipeline.pipeline import open_pipeline

    with open_pipeline() as pipeline:
        names = [pipeline.registry.find_wallet(pipeline.parse_wallet(name).wallet_id).wallet_id for name in wallet_ids]
        tracked = [one.wallet_id for one in pipeline.registry.list_wallets()]
        waiting = [one.request_id for one in pipeline.registry.waiting_requests() if one.kind == "refresh"]
        settings = pipeline.settings
        chosen = names or (tracked if everything or full else [])
        if tracked and only_plan:
            print_plan(pipeline, chosen, form, full=full, sweep=sweep)
            return
    if not tracked:
        click.echo(NO_WALLETS)
        return
    config: dict[str, object] = {
        "wallets": chosen,
        "all_due": not chosen,
        "sweep": sweep and not chosen,
        "full": full,
        "requests": [] if names else waiting,
    }
    _print_end(run_sync(settings, config))


def run_sync(settings: "Settings", config: Mapping[str, object], run_id: str | None = None) -> "Progress | None":
    """Run the sync and then the portfolio; a sync that failed for some wallets has changed the others.

    Raises: SyncError, and KeyboardInterrupt after Ctrl-C.
    """
    from cointracker_pipeline.definitions import defs
    from cointracker_pipeline.defs.launch import run_job
    from cointracker_pipeline.defs.state import follow_balances

    definitions, seen = defs(), list["Progress"]()
    gc.freeze()  # Dagster's million objects live as long as this process: no need to walk them at every page
    try:
        with show_progress(seen) as listener:
            run_job(definitions, settings, "refresh", {"wallet_sync": config}, listener, run_id)
    except SyncError as error:
        if INTERRUPTED in str(error):
            _close_records(settings, str(error))
            raise KeyboardInterrupt from None
        follow_balances(definitions, settings)
        raise
    follow_balances(definitions, settings)
    return seen[-1] if seen else None


def _close_records(settings: "Settings", message: str) -> None:
    """Record the syncs that the interrupted run, which the message names, left under way as stopped."""
    from cointracker_pipeline.pipeline import open_pipeline

    with open_pipeline(settings) as pipeline:
        for one in pipeline.registry.list_syncs(limit=1_000):
            if one.outcome == "running" and one.run_id in message:
                pipeline.registry.finish_sync(one.sync_id, "stopped", 0, 0, 0, "Stopped by a person.", pipeline.clock())


def _print_end(end: "Progress | None") -> None:
    if end is None or not end.wallets_total:
        spent = render_points(end.millipoints) if end else "0"
        click.echo(f"Everything is up to date ({spent} points spent on asking).")
        return
    cost = f"{count(end.pages, 'page')} for {render_points(end.millipoints)} points"
    done = count(end.wallets_done - end.failed, "wallet")
    click.echo(f"{done} up to date: {count(end.rows, 'row')} added in {cost}.")
    if end.failed:  # a run in which any failed otherwise ends with an error
        waiting = count(end.failed, "wallet")
        click.echo(f"Today's points are spent: {waiting} not read to the end. The next sync goes on.")
    click.echo("See them with: cointracker balances")
