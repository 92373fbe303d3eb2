"""The memory of the longest first sync."""

from benchmarks.lines import Line, judge_most
from benchmarks.stands import Stands

TRANSACTIONS = 1_000_000
MOST_MEGABYTES = 500


def measure(stands: Stands) -> list[Line]:
    """Return the peak of the whole process, Dagster included, by the kernel's own figure."""
    peak = max(one.measured.peak_megabytes for one in stands.first_runs(TRANSACTIONS))
    what = f"peak memory, first sync of 1 wallet of {TRANSACTIONS:,}"
    return [judge_most(what, peak, MOST_MEGABYTES, "MB", decimals=0)]
