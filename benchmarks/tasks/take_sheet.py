"""The measured task: a spreadsheet from its drop to partitions. ``python -m benchmarks.tasks.take_sheet FILE``.

It goes the real way: two ticks of the inbox sensor, the run they ask for in a process of its own, a tick of the
requests sensor, and the run that tick asks for, which is created as the daemon would and not started.
"""

import json
import shutil
import sys
import time
from pathlib import Path

from benchmarks.code_server import CodeServer, serving_code
from benchmarks.largest_process import watching
from cointracker_pipeline.defs.launch import open_instance
from cointracker_pipeline.inbox.isolated import read_table
from cointracker_pipeline.pipeline import open_pipeline
from cointracker_pipeline.settings import Settings, load_settings


def main() -> None:
    """Take the sheet in the home of the environment and print what it took as JSON, and what came of it."""
    settings, sheet = load_settings(), Path(sys.argv[1])
    reading, rows = _read_alone(sheet)
    with open_instance(settings) as instance, serving_code(instance, settings.home / "sheet.log") as server:
        shutil.copy(sheet, settings.inbox)
        with watching() as largest:
            told = _take(server)
        told["partitions"] = len(instance.get_dynamic_partitions("wallets"))
    told |= {"read_seconds": reading, "rows": rows, "largest_megabytes": largest.megabytes}
    print(json.dumps(told | _count(settings)))


def _read_alone(sheet: Path) -> tuple[float, int]:
    began = time.perf_counter()
    rows = len(read_table(sheet).rows)
    return time.perf_counter() - began, rows


def _take(server: CodeServer) -> dict[str, float]:
    """Return how long it took in all, of it the run's step and the tick that makes partitions."""
    began = time.perf_counter()
    cursor = _age(server.tick("inbox").cursor)
    (wish,) = server.tick("inbox", cursor).run_requests or []
    run_id = server.create(wish.job_name or "", wish.run_config)
    server.run(run_id)
    ticked = time.perf_counter()
    (refresh,) = server.tick("requests").run_requests or []
    tick_seconds = time.perf_counter() - ticked
    server.create(refresh.job_name or "", refresh.run_config, refresh.tags)
    seconds = time.perf_counter() - began
    return {"seconds": seconds, "step_seconds": server.step_seconds(run_id), "tick_seconds": tick_seconds}


def _age(cursor: str | None) -> str:
    """Let what the sensor saw have lain there for a minute."""
    seen = json.loads(cursor or "{}")
    for one in seen.values():
        one["since"] -= 60
    return json.dumps(seen)


def _count(settings: Settings) -> dict[str, int]:
    """Return how many wallets are tracked, and how many lines the reports of processed files have."""
    with open_pipeline(settings) as pipeline:
        wallets = len(pipeline.registry.list_wallets())
    lines = sum(len(one.read_text("utf-8-sig").splitlines()) - 1 for one in settings.processed.glob("*.report.csv"))
    return {"wallets": wallets, "reported": lines}


if __name__ == "__main__":
    main()
