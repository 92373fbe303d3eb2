"""The application on a port."""

import uvicorn
from starlette.types import ASGIApp

STOP_SECONDS = 3
"""How long open connections may go on after Ctrl-C: a page that listens for news would never end by itself."""


def serve(app: ASGIApp, host: str, port: int, proxies: tuple[str, ...] = ()) -> None:
    """Serve until Ctrl-C or SIGTERM; what goes on is then given some seconds.

    ``proxies`` are those whose word is taken for a request's scheme and sender.
    """
    uvicorn.run(
        app,
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=list(proxies),
        timeout_graceful_shutdown=STOP_SECONDS,
    )
