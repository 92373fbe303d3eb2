"""Serves an application in the background as in real use: with its lifespan, and with WebSockets."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from cointracker_pipeline.sandbox.server import base_url, open_socket
from cointracker_pipeline.web.serving import make_config


@contextmanager
def served(app: ASGIApp, proxies: tuple[str, ...] = ()) -> Iterator[str]:
    """Give the base URL of an application that is served until the block ends, as `cointracker web` serves it."""
    with open_socket("127.0.0.1", 0) as listener:
        config = make_config(app, "127.0.0.1", 0, proxies)
        config.log_config, config.timeout_graceful_shutdown = None, 1  # the tests' own logging stays as it is
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listener],), name="web", daemon=True)
        thread.start()
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.01)
        try:
            yield base_url(listener)
        finally:
            server.should_exit = True
            thread.join(timeout=30)
            assert not thread.is_alive()
