"""How the time of a first sync grows with the history."""

from benchmarks.figures import spread
from benchmarks.growth import judge_growth
from benchmarks.lines import Line
from benchmarks.stands import Stands

ROUNDS = {10_000: 3, 100_000: 3, 1_000_000: 1}


def measure(stands: Stands) -> list[Line]:
    """Return the time of the sync step at each length."""
    points = [
        (length, spread(one.sync_seconds for one in stands.first_runs(length, rounds)).median)
        for length, rounds in ROUNDS.items()
    ]
    return judge_growth("sync step of", "transactions", points)
