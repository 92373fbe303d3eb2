"""The time of the nightly run, from its launch to success."""

from benchmarks.lines import Line, judge_most
from benchmarks.stands import Stands

WALLETS, CHANGED = 10_000, 100
MOST_SECONDS = 30


def measure(stands: Stands) -> list[Line]:
    """Return how long the Dagster run over 10,000 wallets takes in a process of its own, imports included."""
    home = stands.growing.home(WALLETS)
    stands.growing.change(WALLETS, CHANGED)
    told = home.run_night().measured.told
    what = f"nightly Dagster run, {WALLETS:,} wallets, {CHANGED} changed"
    return [
        judge_most(what, told["run_seconds"], MOST_SECONDS, "s", decimals=1),
        Line("  of it the step itself", f"{told['step_seconds']:.1f} s"),
    ]
