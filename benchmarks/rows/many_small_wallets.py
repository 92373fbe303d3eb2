"""What the first sync of many small wallets costs."""

from benchmarks.lines import Line, judge_cost
from benchmarks.stands import SMALL_WALLETS, Stands


def measure(stands: Stands) -> list[Line]:
    """Return the cost of 1,000 wallets of 1 to 30 transactions."""
    wallets = [f"bitcoin:{one}" for one in stands.small.addresses("bitcoin")]
    done = stands.new_home(stands.small).sync_new(wallets)
    return [judge_cost(f"first sync of {SMALL_WALLETS:,} wallets of 1 to 30 transactions", done.cost, 150, 25)]
