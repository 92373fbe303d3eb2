"""The time of a first sync, beside a script that only downloads, decodes and inserts the same pages."""

from benchmarks.children import measure as measure_child
from benchmarks.figures import spread
from benchmarks.lines import Line, judge_most
from benchmarks.stands import Stands

TRANSACTIONS, ROUNDS = 100_000, 5
MOST_RATIO = 1.5


def measure(stands: Stands) -> list[Line]:
    """Return the times of both, each in turn, and the ratio of their medians.

    Ours is the sync: records, requests, budget, decoding, storing, proof and reports, in a process of its own as the
    script. Beside it stands the whole step of a Dagster run, with its checks and events. The start of Python is left
    out on all sides.
    """
    address, ours, steps, plain = stands.long_wallet(TRANSACTIONS), [], [], []
    for _ in range(ROUNDS):
        ours.append(stands.new_home(stands.long).sync_new([f"bitcoin:{address}"]))
        steps.append(stands.run_first(TRANSACTIONS))
        arguments = [stands.long.base_url, "bitcoin", address, str(stands.new_folder("plain"))]
        plain.append(measure_child("benchmarks.tasks.copy_plain", arguments, {}))
    our, its = spread(one.sync_seconds for one in ours), spread(one.told["sync_seconds"] for one in plain)
    step = spread(one.sync_seconds for one in steps)
    return [
        Line(f"first sync of {TRANSACTIONS:,} transactions, median of {ROUNDS}", f"{our.render()} s"),
        Line("  a script that only copies them", f"{its.render()} s"),
        judge_most("  ratio of the medians", our.median / its.median, MOST_RATIO, "x"),
        Line("  as the step of a Dagster run", f"{step.render()} s ({step.median / its.median:.2f} x)"),
    ]
