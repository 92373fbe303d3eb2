"""What a night costs in which some wallets changed."""

from benchmarks.lines import Line, judge_cost
from benchmarks.stands import Stands

WALLETS, CHANGED = 10_000, 100


def measure(stands: Stands) -> list[Line]:
    """Return the cost of finding and refreshing 100 of 10,000 wallets."""
    home = stands.growing.home(WALLETS)
    stands.growing.change(WALLETS, CHANGED)
    what = f"night of {WALLETS:,} wallets, {CHANGED} changed, no sweep"
    return [judge_cost(what, home.sync_due().cost, 35)]
