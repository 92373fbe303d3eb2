"""How the time of a first sync grows with the history."""

from collections.abc import Sequence

from benchmarks.bars import Line
from benchmarks.figures import exponent, spread
from benchmarks.rounds import Rounds


def describe_growth(measured: Sequence[Rounds]) -> list[Line]:
    """Return one line a size, each but the first with its exponent against the size before."""
    points = [(one.transactions, spread(each.told["sync_seconds"] for each in one.ours).median) for one in measured]
    lines = []
    for place, (size, seconds) in enumerate(points):
        peak = spread(each.peak_megabytes for each in measured[place].ours).most
        text = f"{seconds:.2f} s, {size / seconds:,.0f} rows/s, {peak:.0f} MB"
        if place:
            text += f", exponent {exponent(*points[place - 1], size, seconds):.2f}"
        lines.append(Line(f"sync step, {size:,} transactions", text))
    return lines
