"""The application on a port."""

import logging
import time

import uvicorn
from starlette.types import ASGIApp

from cointracker_pipeline.web.access.events import LOGGER

STOP_SECONDS = 3
"""How long open connections may go on after Ctrl-C: a page that listens for news would never end by itself."""


def serve(app: ASGIApp, host: str, port: int, proxies: tuple[str, ...] = ()) -> None:
    """Serve until Ctrl-C or SIGTERM; what goes on is then given some seconds.

    ``proxies`` are those whose word is taken for a request's scheme and sender. Who came in, and who was refused, is
    told on standard error.
    """
    _tell_events()
    uvicorn.Server(make_config(app, host, port, proxies)).run()


def make_config(app: ASGIApp, host: str, port: int, proxies: tuple[str, ...] = ()) -> uvicorn.Config:
    """Return how the application is served: no proxy is believed that was not named, and no version is told."""
    return uvicorn.Config(
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


def _tell_events() -> None:
    handler = logging.StreamHandler()
    form = logging.Formatter("%(asctime)sZ %(name)s %(message)s", "%Y-%m-%dT%H:%M:%S")
    form.converter = time.gmtime
    handler.setFormatter(form)
    logger = logging.getLogger(LOGGER)
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
