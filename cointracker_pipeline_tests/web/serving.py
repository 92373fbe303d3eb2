"""An application served as ``cointracker web`` serves it, WebSockets and proxies included."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from cointracker_pipeline.sandbox.server import base_url, open_socket
from cointracker_pipeline.web.serving import make_config


@contextmanager
def served(app: ASGIApp, proxies: tuple[str, ...] = ()) -> Iterator[str]:
    """Serve an application on a free port until the block ends, and give its base URL."""
    with open_socket("127.0.0.1", 0) as listener:
        config = make_config(app, "127.0.0.1", 0, proxies)
        config.log_config = None  # the tests' own logging stays as it is
        config.timeout_graceful_shutdown = 1
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        try:
            yield base_url(listener)
        finally:
            server.should_exit = server.force_exit = True
            thread.join(timeout=10)
