"""The bars: what a first sync may cost, each beside what was measured."""

import math
from dataclasses import dataclass

from benchmarks.figures import spread
from benchmarks.rounds import Rounds

PAGE_ROWS = 10_000
SPARE_PAGES = 2
"""Pages overlap, so that rows that arrive meanwhile cannot slip between two: that may cost a page or two more."""
POINTS_A_PAGE = 2
MOST_MEGABYTES = 600
MOST_RATIO = 3.0


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table; ``is_met`` is ``None`` for a figure without a bar."""

    what: str
    measured: str
    bar: str = ""
    is_met: bool | None = None


def judge(rounds: Rounds) -> list[Line]:
    """Return every figure of the rounds, those with a bar judged by their worst round, the ratio by its median."""
    most_pages = math.ceil(rounds.transactions / PAGE_ROWS) + SPARE_PAGES
    pages = max(one.told["pages"] for one in rounds.ours)
    points = max(one.told["millipoints"] for one in rounds.ours) / 1_000
    peak = spread(one.peak_megabytes for one in rounds.ours)
    return [
        Line("pages", f"{pages}", f"at most {most_pages}", pages <= most_pages),
        Line("points", f"{points:g}", f"at most {most_pages * POINTS_A_PAGE}", points <= most_pages * POINTS_A_PAGE),
        Line("peak memory, MB", peak.render(0), f"below {MOST_MEGABYTES}", peak.most < MOST_MEGABYTES),
        *_judge_time(rounds),
    ]


def _judge_time(rounds: Rounds) -> list[Line]:
    ours = spread(one.told["sync_seconds"] for one in rounds.ours)
    plain = spread(one.told["sync_seconds"] for one in rounds.plain)
    ratios = (a.told["sync_seconds"] / b.told["sync_seconds"] for a, b in zip(rounds.ours, rounds.plain, strict=True))
    ratio = spread(ratios)
    return [
        Line("sync step, s", ours.render()),
        Line("plain script, s", plain.render()),
        Line("sync step / plain script", ratio.render(), f"at most {MOST_RATIO:g}", ratio.median <= MOST_RATIO),
        Line("rows a second, sync step", f"{rounds.transactions / ours.median:,.0f}"),
        Line("rows a second, plain script", f"{rounds.transactions / plain.median:,.0f}"),
        Line("run from launch to end, s", spread(one.told["run_seconds"] for one in rounds.ours).render()),
        Line("whole process, s", spread(one.process_seconds for one in rounds.ours).render()),
        Line("whole process of the plain script, s", spread(one.process_seconds for one in rounds.plain).render()),
    ]
