"""What the first sync of one long wallet costs."""

from benchmarks.lines import Line, judge_cost
from benchmarks.stands import Stands

TRANSACTIONS = 100_000


def measure(stands: Stands) -> list[Line]:
    """Return the cost of 100,000 transactions; ten pages of 2 points are the least there can be."""
    done = stands.first_runs(TRANSACTIONS)[0]
    return [judge_cost(f"first sync of 1 wallet of {TRANSACTIONS:,} transactions", done.cost, 22, 12)]
