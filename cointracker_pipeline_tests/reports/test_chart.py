"""The picture of a balance: well-formed, within its frame, exact to the last digit of its label."""

import re
from datetime import date, timedelta
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cointracker_pipeline.reports.chart import HEIGHT, MARGIN, WIDTH, render_chart

START = date(2020, 1, 1)


def coordinates(svg: str) -> list[tuple[str, list[int]]]:
    """Return the commands of the line with their numbers; a number that is no integer fails."""
    line = ET.fromstring(svg)[2]  # noqa: S314 - our own text
    path = line.attrib["d"]
    assert re.fullmatch(r"[MHV\d -]+", path), path
    return [(part[0], [int(number) for number in part[1:].split()]) for part in re.findall(r"[MHV][\d -]+", path)]


def label(svg: str) -> str:
    """Return the text above the line."""
    return next(ET.fromstring(svg).itertext())  # noqa: S314 - our own text


def test_no_points_are_no_picture() -> None:
    """A wallet without movement has none."""
    assert render_chart([], "BTC", 8) == ""


def test_one_point_is_a_level_line() -> None:
    """From edge to edge, with the day at both ends."""
    svg = render_chart([(START, 5)], "BTC", 8)
    assert coordinates(svg) == [("M", [MARGIN, 34]), ("H", [WIDTH - MARGIN])]
    assert svg.count("2020-01-01") == 2


@given(
    gaps=st.lists(st.integers(1, 400), min_size=1, max_size=40),
    data=st.data(),
    most=st.sampled_from([1, 10**8, 2**63, 10**37]),
)
def test_every_point_is_inside_the_frame(gaps: list[int], data: st.DataObject, most: int) -> None:
    """For any balances, negative and huge ones included; steps go to the right, higher balances are higher."""
    balances = data.draw(st.lists(st.integers(-most, most), min_size=len(gaps), max_size=len(gaps)))
    days = [START + timedelta(days=sum(gaps[:number])) for number in range(len(gaps))]
    points = list(zip(days, balances, strict=True))
    drawn = coordinates(render_chart(points, "BTC", 8))
    across = [numbers[0] for command, numbers in drawn if command != "V"]
    heights = [drawn[0][1][1], *(numbers[0] for command, numbers in drawn if command == "V")]
    assert across == sorted(across)
    assert all(MARGIN <= x <= WIDTH - MARGIN for x in across)
    assert all(MARGIN <= y <= HEIGHT - MARGIN for y in heights)
    ranked = sorted(zip(balances, heights, strict=True))
    assert [y for _, y in ranked] == sorted((y for _, y in ranked), reverse=True)


@pytest.mark.parametrize(
    ("balances", "text"),
    [
        ([123_456_789, 5], "1.23456789 BTC"),
        ([10**37 + 1], "100000000000000000000000000000.00000001 BTC"),
        ([0, 0], "0.00000000 BTC"),
    ],
)
def test_the_label_is_the_highest_balance_exactly(balances: list[int], text: str) -> None:
    """Every digit of it; a wallet that never held anything at a day's end says zero."""
    points = [(START + timedelta(days=number), balance) for number, balance in enumerate(balances)]
    assert label(render_chart(points, "BTC", 8)) == text
