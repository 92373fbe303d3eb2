"""Pages of wallets, by the real web server, for ten people at once, out of 10 million transactions, during a sync."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from random import Random

import requests

from benchmarks.big_home import WALLETS, make_big_home, wallet_of
from benchmarks.lines import Line, judge_most
from benchmarks.stands import Stands
from benchmarks.web_server import Server, environment_of, serving
from cointracker_pipeline.web.access.cookies import SESSION

PEOPLE, PAGES_EACH = 10, 60
MOST_MEDIAN_MS, MOST_P99_MS = 150, 500


def measure(stands: Stands) -> list[Line]:
    """Return how long `/wallets` and a random wallet's page take, for people who think a second and who do not."""
    folder = stands.new_folder("big-home")
    folder.mkdir()
    began = time.perf_counter()
    warehouse = make_big_home(folder, f"sqlite:///{folder / 'registry.sqlite'}")
    subprocess.run([sys.executable, "-m", "benchmarks.tasks.publish_figures"], env=environment_of(folder), check=True)
    lines = [Line("making 25,000 wallets, 10,000,000 transactions", f"{time.perf_counter() - began:.0f} s")]
    with serving(folder) as server, _writing(warehouse.path) as commits:
        for think_seconds in (1.0, 0.0):
            for what, path_of in PAGES.items():
                lines += _judge(what, _visit(server, path_of, think_seconds), think_seconds)
    return [*lines, Line("  commits of the sync meanwhile", f"{commits[0]:,}")]


def _judge(page: str, took: list[float], think_seconds: float) -> list[Line]:
    took = sorted(took)
    what = f"{page}, {PEOPLE} people, {think_seconds:g} s between pages"
    median, p99 = took[len(took) // 2] * 1_000, took[len(took) * 99 // 100] * 1_000
    if not think_seconds:
        return [Line(what, f"median {median:.0f} ms, 99th percentile {p99:.0f} ms")]
    return [
        judge_most(f"{what}, median", median, MOST_MEDIAN_MS, "ms", decimals=0),
        judge_most("  the 99th percentile", p99, MOST_P99_MS, "ms", decimals=0),
    ]


def _visit(server: Server, path_of: Callable[[Random], str], think_seconds: float) -> list[float]:
    """Return how long each page took each person."""
    with ThreadPoolExecutor(PEOPLE) as pool:
        visits = pool.map(lambda person: _read_pages(server, path_of, Random(person), think_seconds), range(PEOPLE))
        return [seconds for took in visits for seconds in took]


def _read_pages(server: Server, path_of: Callable[[Random], str], draw: Random, think_seconds: float) -> list[float]:
    took = []
    with requests.Session() as browser:
        browser.trust_env = False
        browser.headers["Cookie"] = f"{SESSION.plain_name}={server.session}"
        for _ in range(PAGES_EACH):
            time.sleep(draw.uniform(0, 2 * think_seconds))
            began = time.perf_counter()
            answer = browser.get(f"http://127.0.0.1:{server.port}{path_of(draw)}", allow_redirects=False, timeout=60)
            took.append(time.perf_counter() - began)
            if answer.status_code != requests.codes.ok:
                raise SystemExit(f"{answer.url} answers {answer.status_code}.")
    return took


def _a_list(draw: Random) -> str:
    return f"/wallets?sort={draw.choice(('label', 'balance', 'worth', 'synced'))}"


def _a_wallet(draw: Random) -> str:
    return f"/wallets/{wallet_of(draw.randint(1, WALLETS)).wallet_id}"


PAGES: Mapping[str, Callable[[Random], str]] = {"/wallets": _a_list, "a wallet's page": _a_wallet}


@contextmanager
def _writing(path: Path) -> Iterator[list[int]]:
    """Let a process write as long as the block lasts; afterwards the list holds how many commits that were."""
    commits = [0]
    command = [sys.executable, "-m", "benchmarks.tasks.write_steadily", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as child:
        if child.stdout is None or not child.stdout.readline():
            raise SystemExit("The writing process ended at once.")
        try:
            yield commits
        finally:
            child.terminate()
            commits[0] = len(child.stdout.read().splitlines())
