"""``cointracker up``: everything for daily use."""

import signal
import socket
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType

import click

from cointracker_pipeline.errors import InputError
from cointracker_pipeline.settings import Settings, is_loopback, load_settings

CODE_SERVER = ("dagster", "api", "grpc", "-m", "cointracker_pipeline.definitions", "--log-level", "warning")
LOCATION = ("--location-name", "cointracker_pipeline", "--use-python-environment-entry-point")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option("--port", type=click.IntRange(1, 65_535), default=3000, show_default=True)
def up(host: str, port: int) -> None:
    """Start the web server, Dagster's daemon, the sensors and the nightly schedule; Ctrl-C stops all of it."""
    _refuse_taken(host, port)
    from cointracker_pipeline.home import prepare_home

    signal.signal(signal.SIGTERM, _stop_as_ctrl_c)
    settings = load_settings()
    prepare_home(settings)
    _announce(settings, host, port)
    try:
        _serve(settings, host, port)
    except KeyboardInterrupt:
        click.echo("Stopped.")


def _serve(settings: Settings, host: str, port: int) -> None:
    """Run what belongs to daily use until Ctrl-C.

    Daemon and web server share one code server; each of them would start one of its own. The web server waits for it
    behind its pages. The daemon alone starts runs, so it waits until interrupted ones are closed. All that imports
    Dagster is done by children, which keeps this process at a fifth of their size.
    """
    from cointracker_pipeline.cli.services import Services
    from cointracker_pipeline.home import dagster_environment, write_shared_workspace

    with TemporaryDirectory(prefix="cointracker-") as folder, Services(dagster_environment(settings)) as services:
        workspace, code = Path(folder) / "workspace.yaml", Path(folder) / "code"
        services.start("Dagster's code server", *CODE_SERVER, *LOCATION, "--socket", str(code))
        services.start("The web server", "cointracker_pipeline.cli.web_server", host, str(port), str(workspace))
        services.finish("The search for interrupted runs", "cointracker_pipeline.cli.interrupted")
        services.watch(until=code.exists)
        write_shared_workspace(workspace, code)
        services.start("Dagster's daemon", "dagster._daemon", "run", "-w", str(workspace))
        services.watch()


def _announce(settings: Settings, host: str, port: int) -> None:
    place = f"[{host}]" if ":" in host else host
    click.echo(f"Dagster's UI:               http://{place}:{port}/dagster/ (ready in some seconds)")
    click.echo(f"Drop spreadsheets into:     {settings.inbox}")
    click.echo("Everything stops with Ctrl-C.")
    if not is_loopback(host):
        click.secho(f"Warning: other machines can reach {host}, and Dagster's UI has no login.", fg="yellow", err=True)


def _refuse_taken(host: str, port: int) -> None:
    """Find out now what the web server would tell after everything else has started."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        advice = "Stop what uses it (another `cointracker up`?), or choose another port with --port."
        raise InputError(f"The web server cannot listen on {host}:{port}: {error.strerror}. {advice}") from None


def _stop_as_ctrl_c(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
