"""The time of a first sync, beside a script that only downloads, decodes and inserts the same pages."""

from benchmarks.children import measure as measure_child
from benchmarks.figures import spread
from benchmarks.lines import Line, judge_most
from benchmarks.stands import Stands

TRANSACTIONS, ROUNDS = 100_000, 5
MOST_RATIO = 1.5


def measure(stands: Stands) -> list[Line]:
    """Return the times of both, each in turn, and the ratio of their medians.

    Ours is the step of the Dagster run from its start to its end: requests, budget, decoding, storing, proof, checks
    and events. The start of Python and of the run is left out on both sides.
    """
    address, ours, plain = stands.long_wallet(TRANSACTIONS), [], []
    for _ in range(ROUNDS):
        ours.append(stands.run_first(TRANSACTIONS))
        arguments = [stands.long.base_url, "bitcoin", address, str(stands.new_folder("plain"))]
        plain.append(measure_child("benchmarks.tasks.copy_plain", arguments, {}))
    our, its = spread(one.sync_seconds for one in ours), spread(one.told["sync_seconds"] for one in plain)
    return [
        Line(f"sync step of {TRANSACTIONS:,} transactions, median of {ROUNDS}", f"{our.render()} s"),
        Line("  a script that only copies them", f"{its.render()} s"),
        judge_most("  ratio of the medians", our.median / its.median, MOST_RATIO, "x"),
    ]
