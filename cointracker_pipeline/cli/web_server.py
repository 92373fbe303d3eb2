"""The web server's process, which ``cointracker up`` starts: ``python -m`` with host, port and workspace file."""

import sys
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.responses import RedirectResponse
from starlette.routing import Mount, Route

from cointracker_pipeline.dagster_ui import PREFIX, DagsterUI
from cointracker_pipeline.settings import load_settings

GRACE_SECONDS = 3
"""How long open connections may go on after Ctrl-C: a page that listens for news would never end by itself."""


def serve(host: str, port: int, workspace: Path) -> None:
    """Serve until Ctrl-C."""
    dagster = DagsterUI(load_settings(), workspace)
    app = Starlette(
        routes=[Mount(PREFIX, dagster), Route("/", lambda _: RedirectResponse(f"{PREFIX}/"))],
        lifespan=lambda _: dagster.open(),
    )
    uvicorn.run(app, host=host, port=port, log_level="warning", timeout_graceful_shutdown=GRACE_SECONDS)


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
