"""The measured task: wallets brought up to date in the home of the environment, without Dagster.

``python -m benchmarks.tasks.sync WALLETS_FILE`` adds and syncs the wallets of a JSON list of ids;
``python -m benchmarks.tasks.sync due`` is a night: it finds out what is due and syncs that.
"""

import gc
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from cointracker_pipeline.domain.wallet import TrackedWallet, Wallet
from cointracker_pipeline.pipeline import Pipeline, open_pipeline
from cointracker_pipeline.sync.progress import Progress


def main() -> None:
    """Do the work and print what it took as JSON; ``sync_seconds`` leave out imports, opening and adding."""
    with open_pipeline() as pipeline:
        progress, choose = Progress(), _choice(pipeline, sys.argv[1])
        gc.freeze()  # as the command does before its run
        began = time.perf_counter()
        wallets = choose(progress)
        report = pipeline.sync(wallets, "benchmark", lambda _: None, progress)
        seconds = time.perf_counter() - began
    if report.failures:
        raise SystemExit(f"{len(report.failures)} wallets failed. {report.failures[0].reason}")
    told = {"sync_seconds": seconds, "wallets": len(wallets), "rows": progress.rows, "pages": progress.pages}
    print(json.dumps(told))


def _choice(pipeline: Pipeline, asked: str) -> Callable[[Progress], list[Wallet]]:
    if asked == "due":
        return lambda progress: pipeline.find_due(progress, sweep=True).due
    wallets = [pipeline.parse_wallet(name) for name in json.loads(Path(asked).read_text())]
    pipeline.add_wallets([TrackedWallet(one) for one in wallets], "benchmark")
    return lambda _progress: wallets


if __name__ == "__main__":
    main()
