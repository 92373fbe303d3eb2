"""The web application in a process of its own, over a home that a benchmark filled."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

STARTS_WITHIN_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Server:
    """A server's process and port, a token of the operator for its API, and a session for its pages."""

    pid: int
    port: int
    token: str
    session: str


@contextmanager
def serving(folder: Path) -> Iterator[Server]:
    """Serve a home until the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "benchmarks.tasks.serve_web", str(port)]
    with subprocess.Popen(command, env=environment_of(folder), stdout=subprocess.PIPE) as child:
        try:
            told = child.stdout.readline() if child.stdout else b""
            _wait(port)
            yield Server(child.pid, port, **json.loads(told))
        finally:
            child.terminate()


def _wait(port: int) -> None:
    """Wait until the server answers."""
    end = time.monotonic() + STARTS_WITHIN_SECONDS
    while time.monotonic() < end:
        with socket.socket() as attempt:
            if attempt.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("The web server does not answer.")


def environment_of(folder: Path) -> Mapping[str, str]:
    """Return the environment in which a folder is the home, and no service answers."""
    return {
        **os.environ,
        "COINTRACKER_HOME": str(folder),
        "COINTRACKER_REGISTRY_URL": "",
        "BLOCKCHAIR_BASE_URL": "http://127.0.0.1:9",
        "BLOCKCHAIR_API_KEY": "any",
    }
