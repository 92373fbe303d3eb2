"""Growth between neighbouring sizes, and its bar: nothing may grow worse than linearly."""

from collections.abc import Sequence
from itertools import pairwise

from benchmarks.figures import exponent
from benchmarks.lines import Line

MOST_EXPONENT = 1.05


def judge_growth(what: str, unit: str, points: Sequence[tuple[int, float]]) -> list[Line]:
    """Return one line for each size and its seconds, each but the first with its exponent against the one before."""
    size, seconds = points[0]
    lines = [Line(f"{what} {size:,} {unit}", f"{seconds:.2f} s")]
    for (small, before), (large, after) in pairwise(points):
        power = exponent(small, before, large, after)
        text = f"{after:.2f} s, exponent {power:.2f}"
        bar = f"exponent at most {MOST_EXPONENT}"
        lines.append(Line(f"{what} {large:,} {unit}", text, bar, power <= MOST_EXPONENT))
    return lines
