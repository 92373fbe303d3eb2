"""How the time of a night grows with the number of wallets."""

from benchmarks.figures import spread
from benchmarks.growing_homes import SIZES
from benchmarks.growth import judge_growth
from benchmarks.lines import Line
from benchmarks.stands import Stands

CHANGED, ROUNDS = 100, 3


def measure(stands: Stands) -> list[Line]:
    """Return the time at each size; the same number of wallets changed, the sweep is off."""
    points = [(size, _median_seconds(stands, size)) for size in SIZES]
    return judge_growth(f"night, {CHANGED} changed, of", "wallets", points)


def _median_seconds(stands: Stands, size: int) -> float:
    seconds = []
    for _ in range(ROUNDS):
        home = stands.growing.home(size)
        stands.growing.change(size, CHANGED)
        seconds.append(home.sync_due().sync_seconds)
    return spread(seconds).median
