"""What a night costs in which nothing changed."""

from benchmarks.lines import Line, judge_cost
from benchmarks.stands import Stands

WALLETS = 10_000


def measure(stands: Stands) -> list[Line]:
    """Return the cost of asking for the balances of 10,000 wallets of one chain."""
    done = stands.growing.home(WALLETS).sync_due()
    return [judge_cost(f"night of {WALLETS:,} wallets, none changed, no sweep", done.cost, 11.1, 1)]
