"""What a key with many addresses costs, against the least that finding them must cost."""

from benchmarks.lines import Line, judge_cost
from benchmarks.stands import Stands
from cointracker_pipeline.chains.bitcoin import CHAIN
from cointracker_pipeline.sync.bound import least_points_of_keys

USED = ((200, 100), (150, 150), (300, 0))
"""Receiving and change addresses that are used."""

TRANSACTIONS = 5_000
MOST = 1.1
"""Times the least."""


def measure(stands: Stands) -> list[Line]:
    """Return the cost of the first sync of keys of 300 used addresses and 5,000 transactions."""
    least = least_points_of_keys([sum(USED[0])], CHAIN, gap_limit=20) / 1_000
    lines = []
    for receive, change in USED:
        key = stands.empty.add_key(CHAIN.name, receive, change, TRANSACTIONS)
        done = stands.new_home(stands.empty).run_first(f"{CHAIN.name}:{key}")
        what = f"first sync of a key with {receive} + {change} used addresses and {TRANSACTIONS:,} transactions"
        lines.append(judge_cost(f"{what} (least: {least:g} points)", done.cost, MOST * least))
    return lines
