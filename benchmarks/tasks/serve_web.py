"""Serves the web application over the home of the environment until SIGTERM, and tells a token for it first."""

import json
import sys

from cointracker_pipeline.pipeline import open_pipeline
from cointracker_pipeline.storage.registry import OPERATOR
from cointracker_pipeline.web.app import build_app
from cointracker_pipeline.web.serving import serve


def main(port: int) -> None:
    """Serve on a port of this machine."""
    with open_pipeline() as pipeline:
        _, token = pipeline.registry.create_token(OPERATOR, "benchmark", ["read"], None, pipeline.clock())
        print(json.dumps({"token": token}), flush=True)
        serve(build_app(pipeline), "127.0.0.1", port)


if __name__ == "__main__":
    main(int(sys.argv[1]))
