"""Serves the web application over the home of the environment until SIGTERM, and tells a token and a session first."""

import json
import sys
from datetime import timedelta

from cointracker_pipeline.pipeline import open_pipeline
from cointracker_pipeline.storage.registry import OPERATOR
from cointracker_pipeline.web.app import build_app
from cointracker_pipeline.web.serving import serve


def main(port: int) -> None:
    """Serve on a port of this machine."""
    with open_pipeline() as pipeline:
        registry, now = pipeline.registry, pipeline.clock()
        _, token = registry.create_token(OPERATOR, "benchmark", ["read"], None, now)
        session = registry.start_session(OPERATOR, "benchmark", timedelta(days=1), now)
        print(json.dumps({"token": token, "session": session}), flush=True)
        serve(build_app(pipeline), "127.0.0.1", port)


if __name__ == "__main__":
    main(int(sys.argv[1]))
