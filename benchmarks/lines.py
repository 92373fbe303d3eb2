"""The lines of the table: a figure, and where there is a bar, the bar and whether it is met."""

from dataclasses import dataclass

from benchmarks.sandbox_process import Cost


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table; ``is_met`` is ``None`` for a figure without a bar."""

    what: str
    measured: str
    bar: str = ""
    is_met: bool | None = None


def judge_cost(what: str, cost: Cost, points: float, requests: int | None = None) -> Line:
    """Return the line of a piece of work that may cost this much at most."""
    bar = f"at most {points:g} points" + (f", {requests:,} requests" if requests else "")
    met = cost.points <= points and (requests is None or cost.requests <= requests)
    return Line(what, cost.render(), bar, met)


def judge_most(what: str, value: float, most: float, unit: str, decimals: int = 2) -> Line:
    """Return the line of a figure that may be so much at most."""
    return Line(what, f"{value:,.{decimals}f} {unit}", f"at most {most:,g} {unit}", value <= most)
