"""Pages of wallets for ten people at once, out of 10 million transactions, while a sync writes."""

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from benchmarks.big_home import WALLETS, make_big_home, wallet_of
from benchmarks.lines import Line, judge_most
from benchmarks.stands import Stands
from cointracker_pipeline.storage.warehouse import SharedReading, Warehouse, read_chart, read_page

PEOPLE, PAGES_EACH, PAGE_ROWS = 10, 30, 50
MOST_MEDIAN_MS, MOST_P99_MS = 150, 500


def measure(stands: Stands) -> list[Line]:
    """Return how long the rows and the chart of a random wallet take, for people who think a second and who do not."""
    folder = stands.new_folder("big-home")
    folder.mkdir()
    began = time.perf_counter()
    warehouse = make_big_home(folder, f"sqlite:///{folder / 'registry.db'}")
    lines = [Line("making 25,000 wallets, 10,000,000 transactions", f"{time.perf_counter() - began:.0f} s")]
    with _writing(warehouse.path) as commits:
        for think_seconds in (1.0, 0.0):
            lines += _judge(_visit(warehouse, think_seconds), think_seconds)
    return [*lines, Line("  commits of the sync meanwhile", f"{commits[0]:,}")]


def _judge(took: list[float], think_seconds: float) -> list[Line]:
    took = sorted(took)
    what = f"{PEOPLE} people, {think_seconds:g} s between pages"
    median, p99 = took[len(took) // 2] * 1_000, took[len(took) * 99 // 100] * 1_000
    if not think_seconds:
        return [Line(f"a wallet's page, {what}", f"median {median:.0f} ms, 99th percentile {p99:.0f} ms")]
    return [
        judge_most(f"a wallet's page, {what}, median", median, MOST_MEDIAN_MS, "ms", decimals=0),
        judge_most("  the 99th percentile", p99, MOST_P99_MS, "ms", decimals=0),
    ]


def _visit(warehouse: Warehouse, think_seconds: float) -> list[float]:
    """Return how long each page took each person."""
    reading = SharedReading(warehouse)
    with ThreadPoolExecutor(PEOPLE) as pool:
        visits = pool.map(lambda person: _read_pages(reading, random.Random(person), think_seconds), range(PEOPLE))
        return [seconds for took in visits for seconds in took]


def _read_pages(reading: SharedReading, draw: random.Random, think_seconds: float) -> list[float]:
    took = []
    for _ in range(PAGES_EACH):
        time.sleep(draw.uniform(0, 2 * think_seconds))
        wallet_id = wallet_of(draw.randint(1, WALLETS)).wallet_id
        began = time.perf_counter()
        with reading.connection() as connection:
            if len(read_page(connection, wallet_id, PAGE_ROWS)) != PAGE_ROWS:
                raise SystemExit(f"{wallet_id} has no full page.")
            read_chart(connection, wallet_id, date(2026, 7, 1), "USD")
        took.append(time.perf_counter() - began)
    return took


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
