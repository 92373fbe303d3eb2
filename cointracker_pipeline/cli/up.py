"""``cointracker up``: everything for daily use."""

import signal
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType

import click

from cointracker_pipeline.cli.listening import check_address, warn_if_open
from cointracker_pipeline.settings import Settings, load_settings

CODE_SERVER = ("dagster", "api", "grpc", "-m", "cointracker_pipeline.definitions", "--log-level", "warning")
LOCATION = ("--location-name", "cointracker_pipeline", "--use-python-environment-entry-point")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option("--port", type=click.IntRange(1, 65_535), default=3000, show_default=True)
def up(host: str, port: int) -> None:
    """Start the web server, Dagster's daemon, the sensors and the nightly schedule; Ctrl-C stops all of it."""
    check_address("The web server", host, port)
    from cointracker_pipeline.home import prepare_home

    signal.signal(signal.SIGTERM, _stop_as_ctrl_c)
    settings = load_settings()
    prepare_home(settings)
    _announce(settings, host)
    try:
        _serve(settings, host, port)
    except KeyboardInterrupt:
        click.echo("Stopped.")


def _serve(settings: Settings, host: str, port: int) -> None:
    """Run what belongs to daily use until Ctrl-C.

    Daemon and web server share one code server; each of them would start one of its own. The web server waits for it
    behind its pages. Interrupted runs are closed before anything else of Dagster starts: the daemon starts runs, and
    in a new home two that make Dagster's tables at one time fail. All that imports Dagster is done by children, which
    keeps this process at a fifth of their size.
    """
    from cointracker_pipeline.cli.services import Services
    from cointracker_pipeline.home import dagster_environment, write_shared_workspace

    with TemporaryDirectory(prefix="cointracker-") as folder, Services(dagster_environment(settings)) as services:
        workspace, code = Path(folder) / "workspace.yaml", Path(folder) / "code"
        services.start("The web server", "cointracker_pipeline.cli.web_server", host, str(port), str(workspace))
        services.finish("The search for interrupted runs", "cointracker_pipeline.cli.interrupted")
        services.start("Dagster's code server", *CODE_SERVER, *LOCATION, "--socket", str(code))
        services.watch(until=code.exists)
        write_shared_workspace(workspace, code)
        services.start("Dagster's daemon", "dagster._daemon", "run", "-w", str(workspace))
        services.watch()


def _announce(settings: Settings, host: str) -> None:
    warn_if_open(host)
    click.echo(f"Drop spreadsheets into:     {settings.inbox}")
    click.echo("Everything stops with Ctrl-C.")


def _stop_as_ctrl_c(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
