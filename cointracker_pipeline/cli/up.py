"""``cointracker up``: everything for daily use."""

import signal
import sys
from types import FrameType

import click

from cointracker_pipeline.cli.listening import check_address


@click.command()
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Dagster's UI has no login: keep it on this machine."
)
@click.option("--port", type=click.IntRange(1, 65_535), default=3000, show_default=True)
def up(host: str, port: int) -> None:
    """Start Dagster's UI, its daemon, the sensors and the nightly schedule; Ctrl-C stops all of it."""
    check_address("Dagster's UI", host, port)
    from cointracker_pipeline.cli.processes import running
    from cointracker_pipeline.defs.interrupted import close_interrupted_runs
    from cointracker_pipeline.home import dagster_environment, workspace_file
    from cointracker_pipeline.pipeline import open_pipeline

    signal.signal(signal.SIGTERM, _stop_as_ctrl_c)
    with open_pipeline() as pipeline:
        settings = pipeline.settings
        closed = close_interrupted_runs(pipeline)
    if closed:
        click.echo(f"{closed} runs were in progress when the machine or Dagster stopped; they are marked as failed.")
    click.echo(f"Dagster's UI:               http://{host}:{port} (ready in some seconds)")
    click.echo(f"Drop spreadsheets into:     {settings.inbox}")
    click.echo("Everything stops with Ctrl-C.")
    command = ["dagster", "dev", "-w", str(workspace_file(settings)), "-h", host, "-p", str(port)]
    with running(command, dagster_environment(settings)) as child:
        try:
            sys.exit(child.wait())
        except KeyboardInterrupt:
            click.echo("Stopping.")


def _stop_as_ctrl_c(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
