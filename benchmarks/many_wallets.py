"""What many wallets cost: points and requests of a first sync and of two nights, each beside its bar."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.bars import Line
from cointracker_pipeline.domain.wallet import TrackedWallet, Wallet
from cointracker_pipeline.pipeline import Pipeline, open_pipeline
from cointracker_pipeline.sandbox.running import RunningSandbox, running_sandbox
from cointracker_pipeline.settings import load_settings
from cointracker_pipeline.sync.progress import Progress

CHAIN = "bitcoin"
FEW, MANY, CHANGED = 1_000, 10_000, 100
SETTLED_BLOCKS = 200
"""Blocks after which nothing that was just mined may still change."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a piece of work took."""

    points: float
    requests: int
    seconds: float

    def judge(self, what: str, points: float, requests: int) -> Line:
        """Return the line of the table, with the most it may cost."""
        measured = f"{self.points:g} points, {self.requests} requests, {self.seconds:.1f} s"
        met = self.points <= points and self.requests <= requests
        return Line(what, measured, f"at most {points:g} points, {requests} requests", met)


def measure_many(folder: Path) -> list[Line]:
    """Measure wallets of 1 to 30 transactions, in this process, against a sandbox without limits."""
    lines = []
    with _stand(FEW, folder / "few") as (sandbox, pipeline, wallets):
        first = _cost_of(sandbox, lambda: _sync(pipeline, wallets))
        lines.append(first.judge(f"first sync of {FEW:,} wallets", 150, 25))
    with _stand(MANY, folder / "many") as (sandbox, pipeline, wallets):
        _sync(pipeline, wallets)
        sandbox.control.mine(CHAIN, blocks=SETTLED_BLOCKS)
        _sync(pipeline, pipeline.find_due(Progress()))
        quiet = _cost_of(sandbox, lambda: _sync(pipeline, pipeline.find_due(Progress())))
        lines.append(quiet.judge(f"night of {MANY:,} wallets, none changed", 11.1, 1))
        paid = [{"address": wallet.address, "amount": 1_000} for wallet in wallets[:CHANGED]]
        sandbox.control.mine(CHAIN, transactions=paid)
        busy = _cost_of(sandbox, lambda: _sync(pipeline, pipeline.find_due(Progress())))
        lines.append(busy.judge(f"night of {MANY:,} wallets, {CHANGED} changed", 35, 5))
    return lines


@contextmanager
def _stand(count: int, home: Path) -> Iterator[tuple[RunningSandbox, Pipeline, list[Wallet]]]:
    with running_sandbox(wallets=count, transactions=(1, 30), chains=(CHAIN,)) as sandbox:
        settings = load_settings(
            home=home, base_url=sandbox.base_url, api_key="any", requests_per_minute=0, points_per_day=0
        )
        with open_pipeline(settings) as pipeline:
            wallets = [Wallet(CHAIN, str(one["address"])) for one in sandbox.control.wallets()]
            pipeline.add_wallets([TrackedWallet(one) for one in wallets], "benchmark")
            yield sandbox, pipeline, wallets


def _sync(pipeline: Pipeline, wallets: list[Wallet]) -> None:
    report = pipeline.sync(wallets, "benchmark", lambda _: None, Progress())
    assert not report.failures, report.failures[:3]


def _cost_of(sandbox: RunningSandbox, work: Callable[[], None]) -> Cost:
    """Return what the sandbox charged for the work."""
    sandbox.control.requests(clear=True)
    began = time.perf_counter()
    work()
    seconds = time.perf_counter() - began
    seen = sandbox.control.requests()
    return Cost(float(seen["points"]), int(seen["count"]), seconds)
