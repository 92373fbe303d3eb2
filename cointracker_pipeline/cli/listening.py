"""Where a server is to listen, tried before anything is started."""

import socket

import click

from cointracker_pipeline.errors import InputError
from cointracker_pipeline.settings import is_loopback


def check_address(what: str, host: str, port: int) -> None:
    """Find out now what a server would tell at the end of a long traceback.

    Raises: InputError when nothing can listen there.
    """
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        advice = "Stop what uses it (another `cointracker up`?), or choose another port with --port."
        raise InputError(f"{what} cannot listen on {host}:{port}: {error.strerror}. {advice}") from None


def make_url(host: str, port: int) -> str:
    """Return the address that people type."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def warn_if_open(host: str) -> None:
    """Say so when other machines can reach what listens on a host: between them and it nothing is encrypted."""
    if not is_loopback(host):
        text = f"Warning: other machines can reach {host} without encryption; put a proxy with https before it."
        click.secho(text, fg="yellow", err=True)
