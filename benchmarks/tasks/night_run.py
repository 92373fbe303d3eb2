"""The measured task: the nightly refresh as a Dagster run, launched as the schedule launches it.

``python -m benchmarks.tasks.night_run`` works on the home of the environment. The code server runs already, as it does
under ``cointracker up``; it starts the run in a process of its own.
"""

import json
import time

from benchmarks.code_server import CodeServer, serving_code
from benchmarks.dagster_state import show_as_materialized
from cointracker_pipeline.defs.launch import open_instance
from cointracker_pipeline.pipeline import open_pipeline
from cointracker_pipeline.settings import load_settings

ALL_DUE = {"ops": {"wallet_sync": {"config": {"all_due": True}}}}


def main() -> None:
    """Run the night and print as JSON how long it took from the launch to success, and the step within it."""
    settings = load_settings()
    with open_pipeline(settings) as pipeline:
        wallet_ids = [one.wallet_id for one in pipeline.registry.list_wallets()]
    with open_instance(settings) as instance:
        show_as_materialized(instance, wallet_ids)
        with serving_code(instance, settings.home / "night.log") as server:
            told = _run(server)
    print(json.dumps(told))


def _run(server: CodeServer) -> dict[str, float]:
    began = time.perf_counter()
    run_id = server.create("refresh", ALL_DUE)
    server.run(run_id)
    return {"run_seconds": time.perf_counter() - began, "step_seconds": server.step_seconds(run_id)}


if __name__ == "__main__":
    main()
