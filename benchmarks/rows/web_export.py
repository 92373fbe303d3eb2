"""A million transactions as CSV and Parquet through the real web server, and what memory that takes."""

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

import requests

from benchmarks.largest_process import watching
from benchmarks.lines import Line, judge_most
from benchmarks.long_home import ROWS
from benchmarks.stands import Stands

MOST_MEGABYTES = 250
FORMS = {"CSV": "text/csv", "Parquet": "application/vnd.apache.parquet"}
STARTS_WITHIN_SECONDS = 60


def measure(stands: Stands) -> list[Line]:
    """Return how long each takes, how large it is, and the peak of the larger of server and exporting process."""
    folder = stands.new_folder("web-export")
    folder.mkdir()
    subprocess.run([sys.executable, "-m", "benchmarks.tasks.fill_long_home"], env=_environment(folder), check=True)
    return [line for name, kind in FORMS.items() for line in _measure(folder, name, kind)]


def _measure(folder: Path, name: str, kind: str) -> list[Line]:
    with _serving(folder) as server:
        _forget_peak(server.pid)
        with watching() as largest:
            began = time.perf_counter()
            size = _download(server, kind)
            seconds = time.perf_counter() - began
    what = f"{ROWS:,} transactions as {name} by /api"
    return [
        Line(what, f"{seconds:.1f} s, {size / 1e6:,.0f} MB"),
        judge_most("  peak memory of the largest process", largest.megabytes, MOST_MEGABYTES, "MB", decimals=0),
    ]


@dataclass(frozen=True, slots=True)
class _Server:
    """A server's process and port, and a token for it."""

    pid: int
    port: int
    token: str


def _download(server: _Server, kind: str) -> int:
    """Return how many bytes the file has; it is kept nowhere."""
    headers = {"Authorization": f"Bearer {server.token}", "Accept": kind}
    url = f"http://127.0.0.1:{server.port}/api/transactions"
    with requests.get(url, headers=headers, stream=True, timeout=600) as answer:
        if answer.status_code != requests.codes.ok:
            raise SystemExit(f"{url} answers {answer.status_code}: {answer.text}")
        return sum(len(piece) for piece in answer.iter_content(1 << 20))


def _forget_peak(pid: int) -> None:
    """Let the kernel count a process's peak anew: its start, in which a password is hashed, is no export."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")


@contextmanager
def _serving(folder: Path) -> Iterator[_Server]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "benchmarks.tasks.serve_web", str(port)]
    with subprocess.Popen(command, env=_environment(folder), stdout=subprocess.PIPE) as child:
        try:
            told = child.stdout.readline() if child.stdout else b""
            _wait(port)
            yield _Server(child.pid, port, json.loads(told)["token"])
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


def _environment(folder: Path) -> Mapping[str, str]:
    return {
        **os.environ,
        "COINTRACKER_HOME": str(folder),
        "COINTRACKER_REGISTRY_URL": "",
        "BLOCKCHAIR_BASE_URL": "http://127.0.0.1:9",
        "BLOCKCHAIR_API_KEY": "any",
    }
