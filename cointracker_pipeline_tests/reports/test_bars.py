"""Bars are drawn to scale, on both sides of the line."""

import re
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from cointracker_pipeline.reports._bars import HEAD, HEIGHT, MARGIN, WIDTH, Series, draw_bars

VALUES = st.lists(st.decimals(-(10**30), 10**30, places=8), min_size=1, max_size=40)
BAR = re.compile(r'<rect x="(\d+)" y="(-?\d+)" width="(\d+)" height="(-?\d+)" fill="#')


def test_nothing_gives_no_picture() -> None:
    """An empty text, which is shown nowhere."""
    assert draw_bars([], [Series("came", "#000000", [])]) == ""


@settings(deadline=None)
@given(values=VALUES)
def test_bars_stay_inside_the_picture(values: list[Decimal]) -> None:
    """One for each value, however large, none above the legend, below the axis or beside the picture."""
    svg = draw_bars([str(place) for place in range(len(values))], [Series("net", "#4f46e5", values)])
    bars = [tuple(map(int, found)) for found in BAR.findall(svg)]
    assert len(bars) == len(values)
    for left, top, width, height in bars:
        assert left >= MARGIN
        assert left + width <= WIDTH
        assert top >= HEAD
        assert 0 <= height <= HEIGHT - MARGIN - HEAD
        assert top + height <= HEIGHT - MARGIN


def test_gains_rise_and_losses_hang_from_the_line() -> None:
    """Twice as much is twice as long, in the colour of its series, which the legend names."""
    svg = draw_bars(["2020", "2021"], [Series("FIFO", "#4f46e5", [Decimal(100), Decimal(-50)])])
    (_, high, _, tall), (_, low, _, short) = [tuple(map(int, found)) for found in BAR.findall(svg)]
    assert high + tall == low
    assert abs(tall - 2 * short) <= 2
    assert '<text x="28" y="16" fill="#4f46e5">FIFO</text>' in svg
    assert ">2020<" in svg
    assert ">100<" in svg
