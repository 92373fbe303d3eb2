"""Serves an application in the background as in real use: with its lifespan, and with WebSockets."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from cointracker_pipeline.sandbox.server import base_url, open_socket


@contextmanager
def served(app: ASGIApp) -> Iterator[str]:
    """Give the base URL of an application that is served until the block ends."""
    with open_socket("127.0.0.1", 0) as listener:
        server = uvicorn.Server(
            uvicorn.Config(app, log_config=None, lifespan="on", loop="asyncio", timeout_graceful_shutdown=1)
        )
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
