"""What the first sync of wallets as people have them costs, beside the least that can be expected."""

from benchmarks.lines import Line, judge_most
from benchmarks.stands import Stands, mixed_lengths
from cointracker_pipeline.chains import find_chain
from cointracker_pipeline.sync.bound import least_points, least_points_known

MOST_OVER_BOUND = 1.05


def measure(stands: Stands) -> list[Line]:
    """Return the points of 1,000 wallets of log-normal lengths, and both bounds.

    Nobody can know beforehand who is long: the planner's bound is the least to be expected by sets of the best size.
    """
    lengths, chain = mixed_lengths(), find_chain("bitcoin")
    wallets = [f"bitcoin:{one}" for one in stands.mixed.addresses("bitcoin")]
    cost = stands.new_home(stands.mixed).sync_new(wallets).cost
    bound, known = least_points(lengths, chain) / 1_000, least_points_known(lengths, chain) / 1_000
    return [
        Line(f"first sync of {len(lengths):,} mixed wallets, {sum(lengths):,} rows", cost.render()),
        Line("  least if every length were known before", f"{known:,.1f} points ({cost.points / known:.2f} x)"),
        Line("  the planner's bound: least to be expected", f"{bound:,.1f} points"),
        judge_most("  measured / the planner's bound", cost.points / bound, MOST_OVER_BOUND, "x", decimals=3),
    ]
