"""The web server's process, which ``cointracker up`` starts: ``python -m`` with host, port and workspace file."""

import sys
from pathlib import Path

from cointracker_pipeline.cli.web import announce
from cointracker_pipeline.dagster_ui import DagsterUI
from cointracker_pipeline.pipeline import open_pipeline
from cointracker_pipeline.web.app import build_app
from cointracker_pipeline.web.serving import serve


def serve_everything(host: str, port: int, workspace: Path) -> None:
    """Serve pages, ``/api`` and Dagster's UI until Ctrl-C."""
    with open_pipeline() as pipeline:
        announce(pipeline, host, port)
        dagster = DagsterUI(pipeline.settings, workspace)
        serve(build_app(pipeline, dagster, dagster.open), host, port, pipeline.settings.web_proxy_addresses)


if __name__ == "__main__":
    serve_everything(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
