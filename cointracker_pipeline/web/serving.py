"""The application on a port."""

from types import FrameType

import uvicorn
from fastapi import FastAPI

from cointracker_pipeline.web.live import Live

STOP_SECONDS = 3
"""How long open connections may go on after Ctrl-C: a page that listens for news would never end by itself."""


class _Server(uvicorn.Server):
    """A server that tells those who watch a page that it stops: their streams would keep it waiting."""

    live: Live | None = None

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End the streams, and stop as servers do."""
        if self.live:
            self.live.stop()
        super().handle_exit(sig, frame)


def serve(app: FastAPI, host: str, port: int, proxies: tuple[str, ...] = ()) -> None:
    """Serve until Ctrl-C or SIGTERM; what goes on is then given some seconds.

    ``proxies`` are those whose word is taken for a request's scheme and sender.
    """
    config = uvicorn.Config(
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
    server = _Server(config)
    server.live = app.state.live
    server.run()
