"""A million transactions as CSV and Parquet through the real web server, and what memory that takes."""

import subprocess
import sys
import time
from pathlib import Path

import requests

from benchmarks.largest_process import watching
from benchmarks.lines import Line, judge_most
from benchmarks.long_home import ROWS
from benchmarks.stands import Stands
from benchmarks.web_server import Server, environment_of, serving

MOST_MEGABYTES = 250
FORMS = {"CSV": "text/csv", "Parquet": "application/vnd.apache.parquet"}


def measure(stands: Stands) -> list[Line]:
    """Return how long each takes, how large it is, and the peak of the larger of server and exporting process."""
    folder = stands.new_folder("web-export")
    folder.mkdir()
    subprocess.run([sys.executable, "-m", "benchmarks.tasks.fill_long_home"], env=environment_of(folder), check=True)
    return [line for name, kind in FORMS.items() for line in _measure(folder, name, kind)]


def _measure(folder: Path, name: str, kind: str) -> list[Line]:
    with serving(folder) as server, watching() as largest:
        began = time.perf_counter()
        size = _download(server, kind)
        seconds = time.perf_counter() - began
    what = f"{ROWS:,} transactions as {name} by /api"
    return [
        Line(what, f"{seconds:.1f} s, {size / 1e6:,.0f} MB"),
        judge_most("  peak memory of the largest process", largest.megabytes, MOST_MEGABYTES, "MB", decimals=0),
    ]


def _download(server: Server, kind: str) -> int:
    """Return how many bytes the file has; it is kept nowhere."""
    headers = {"Authorization": f"Bearer {server.token}", "Accept": kind}
    url = f"http://127.0.0.1:{server.port}/api/transactions"
    with requests.get(url, headers=headers, stream=True, timeout=600) as answer:
        if answer.status_code != requests.codes.ok:
            raise SystemExit(f"{url} answers {answer.status_code}: {answer.text}")
        return sum(len(piece) for piece in answer.iter_content(1 << 20))
