"""Where a server is to listen, tried before anything is started."""

import socket

from cointracker_pipeline.errors import InputError


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
