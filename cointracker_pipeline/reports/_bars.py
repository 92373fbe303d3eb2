"""Pairs of bars as a small picture: what people would rather look at than read."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH, HEIGHT, MARGIN = 640, 200, 28
HEAD = 24
"""Above the bars: what each colour means."""


@dataclass(frozen=True, slots=True)
class Series:
    """One colour's values, one for each place on the axis."""

    name: str
    colour: str
    values: Sequence[Decimal]


def draw_bars(labels: Sequence[str], series: Sequence[Series]) -> str:
    """Return a bar chart as SVG: a group of bars for each label, below the line where a value is negative.

    It is empty without labels.
    """
    if not labels:
        return ""
    values = [Decimal(0), *(value for one in series for value in one.values)]
    top, bottom = max(values), min(values)
    bars = "".join(
        _draw_bar(group * len(series) + place, len(labels) * len(series), value, top, bottom, one.colour)
        for place, one in enumerate(series)
        for group, value in enumerate(one.values)
    )
    line = _y(Decimal(0), top, bottom)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'font-family="sans-serif" font-size="11" fill="#6b7280"><rect width="100%" height="100%" fill="#ffffff"/>'
        f'{bars}<path d="M{MARGIN} {line} H{WIDTH - MARGIN}" stroke="#d1d5db"/>{_draw_legend(series)}'
        f'<text x="{WIDTH - MARGIN}" y="16" text-anchor="end">{max(top, -bottom):,.0f}</text>'
        f'<text x="{MARGIN}" y="{HEIGHT - 8}">{labels[0]}</text>'
        f'<text x="{WIDTH - MARGIN}" y="{HEIGHT - 8}" text-anchor="end">{labels[-1]}</text></svg>'
    )


def _draw_legend(series: Sequence[Series]) -> str:
    step = (WIDTH - 2 * MARGIN) // (len(series) + 1)
    return "".join(
        f'<text x="{MARGIN + place * step}" y="16" fill="{one.colour}">{one.name}</text>'
        for place, one in enumerate(series)
    )


def _draw_bar(place: int, places: int, value: Decimal, top: Decimal, bottom: Decimal, colour: str) -> str:
    room = WIDTH - 2 * MARGIN
    left, right = MARGIN + room * place // places, MARGIN + room * (place + 1) // places
    high, low = _y(max(value, Decimal(0)), top, bottom), _y(min(value, Decimal(0)), top, bottom)
    return f'<rect x="{left}" y="{high}" width="{max(1, right - left - 1)}" height="{low - high}" fill="{colour}"/>'


def _y(value: Decimal, top: Decimal, bottom: Decimal) -> int:
    room = HEIGHT - MARGIN - HEAD
    return HEAD + int(room * (top - value) / ((top - bottom) or 1))
