"""The application on a port."""

import logging
import time
from contextlib import suppress
from types import FrameType

import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp

from cointracker_pipeline.web.access.events import LOGGER
from cointracker_pipeline.web.live import Live
from cointracker_pipeline.web.rendering import compile_pages

STOP_SECONDS = 3
"""How long open connections may go on after Ctrl-C: a page that listens for news would never end by itself."""


class _Server(uvicorn.Server):
    """A server that tells those who watch a page that it stops: their streams would keep it waiting."""

    def __init__(self, config: uvicorn.Config, live: Live) -> None:
        super().__init__(config)
        self._live = live

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End the streams, and stop as servers do."""
        self._live.stop()
        super().handle_exit(sig, frame)


def serve(app: FastAPI, host: str, port: int, proxies: tuple[str, ...] = ()) -> None:
    """Serve until Ctrl-C or SIGTERM; what goes on is then given some seconds.

    ``proxies`` are those whose word is taken for a request's scheme and sender. Who came in, and who was refused, is
    told on standard error.
    """
    _tell_events()
    compile_pages()
    with suppress(KeyboardInterrupt):  # which the server raises again once it has stopped
        _Server(make_config(app, host, port, proxies), app.state.live).run()


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
