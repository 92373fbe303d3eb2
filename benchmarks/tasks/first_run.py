"""The measured task: the first sync of one wallet as a Dagster run. ``python -m benchmarks.tasks.first_run ID``."""

import gc
import json
import sys
import time

from cointracker_pipeline.definitions import defs
from cointracker_pipeline.defs.launch import open_instance, run_job
from cointracker_pipeline.domain.wallet import TrackedWallet
from cointracker_pipeline.pipeline import open_pipeline
from cointracker_pipeline.settings import Settings, load_settings
from cointracker_pipeline.sync.progress import Progress


def main() -> None:
    """Sync the wallet in the home of the environment and print what it took as JSON."""
    settings, wallet_id = load_settings(), sys.argv[1]
    with open_pipeline(settings) as pipeline:
        pipeline.add_wallets([TrackedWallet(pipeline.parse_wallet(wallet_id))], "benchmark")
    seen: dict[str, Progress] = {}
    definitions = defs()
    gc.freeze()  # as the command does before its run
    began = time.perf_counter()
    config = {"wallet_sync": {"wallets": [wallet_id]}}
    run_id = run_job(definitions, settings, "refresh", config, lambda one: seen.update(last=one))
    told = {
        "run_seconds": time.perf_counter() - began,
        "sync_seconds": _step_seconds(settings, run_id),
        "rows": seen["last"].rows,
        "pages": seen["last"].pages,
        "millipoints": seen["last"].millipoints,
    }
    print(json.dumps(told))


def _step_seconds(settings: Settings, run_id: str) -> float:
    """Return how long the step took, from its start to its end, by Dagster's own events."""
    with open_instance(settings) as instance:
        (step,) = instance.get_run_step_stats(run_id)
    if step.start_time is None or step.end_time is None:
        raise SystemExit("The run did not tell when its step began and ended.")
    return step.end_time - step.start_time


if __name__ == "__main__":
    main()
