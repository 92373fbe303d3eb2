"""What the first sync of wallets as people have them costs, beside the least that any plan could pay."""

import math
from collections.abc import Sequence

from benchmarks.lines import Line
from benchmarks.stands import Stands, mixed_lengths
from cointracker_pipeline.chains import find_chain

MOST_OVER_BOUND = 1.05


def measure(stands: Stands) -> list[Line]:
    """Return the points of 1,000 wallets of log-normal lengths, and both bounds."""
    lengths = mixed_lengths()
    wallets = [f"bitcoin:{one}" for one in stands.mixed.addresses("bitcoin")]
    cost = stands.new_home(stands.mixed).sync_new(wallets).cost
    what = f"first sync of {len(lengths):,} mixed wallets, {sum(lengths):,} rows"
    known = points_of_one_who_knows(lengths)
    lines = [
        Line(what, cost.render()),
        Line("  least for one who knows every length before", f"{known:,.1f} points ({cost.points / known:.2f} x)"),
    ]
    return [*lines, _judge("  least for a planner that learns the lengths", cost.points, read_planners_bound(lengths))]


def _judge(what: str, points: float, bound: float | None) -> Line:
    bar = f"at most {MOST_OVER_BOUND} x it"
    if bound is None:
        return Line(what, "not in this version", bar)
    ratio = points / bound
    return Line(what, f"{bound:,.1f} points ({ratio:.3f} x)", bar, ratio <= MOST_OVER_BOUND)


def points_of_one_who_knows(lengths: Sequence[int]) -> float:
    """Return the points when every length is known: each request is full of rows, or of wallets.

    A request for a set costs 1.9 points and a tenth of a point an address; it shows 10,000 rows of 100 addresses.
    """
    requests = max(math.ceil(sum(lengths) / 10_000), math.ceil(len(lengths) / 100))
    return 0.1 * len(lengths) + 1.9 * requests


def read_planners_bound(lengths: Sequence[int]) -> float | None:
    """Return the points below which no plan can stay that learns lengths from answers only, if it is known."""
    try:
        from cointracker_pipeline.sync.bound import least_points  # noqa: PLC0415 - absent from older versions
    except ImportError:
        return None
    return float(least_points(lengths, find_chain("bitcoin"))) / 1_000
