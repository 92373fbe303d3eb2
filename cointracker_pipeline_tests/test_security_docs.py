"""docs/security.md leaves no requirement out, and every test that it names exists."""

import ast
import re
from pathlib import Path

from cointracker_pipeline.settings import CHECKOUT

PAGE = CHECKOUT / "docs" / "security.md"
TESTS = Path(__file__).parent

LEVELS_1_AND_2 = """
1.1:2 1.2:9 1.3:11 1.4:3 1.5:2 2.1:3 2.2:3 2.3:4 2.4:1 3.2:2 3.3:4 3.4:6 3.5:5 3.7:2 4.1:3 4.2:1 4.3:2 4.4:4
5.1:1 5.2:3 5.3:2 5.4:3 6.1:3 6.2:12 6.3:4 6.4:4 6.5:5 6.6:3 6.8:4 7.1:3 7.2:4 7.3:2 7.4:5 7.5:2 7.6:2
8.1:2 8.2:3 8.3:1 8.4:1 9.1:3 9.2:4 10.1:2 10.2:2 10.3:4 10.4:11 10.5:5 10.6:2 10.7:3 11.1:2 11.2:3 11.3:3 11.4:4
11.5:1 11.6:1 12.1:3 12.2:2 12.3:4 13.1:1 13.2:5 13.3:2 13.4:5 14.1:2 14.2:4 14.3:3 15.1:3 15.2:3 15.3:7
16.1:1 16.2:5 16.3:4 16.4:3 16.5:3 17.1:1 17.2:4 17.3:2
"""
"""Of each section of ASVS 5.0.0, how many requirements are of levels 1 and 2; they are numbered first."""


def rows() -> list[list[str]]:
    """Return the cells of every row that begins with a requirement's number."""
    lines = PAGE.read_text("utf-8").splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if re.match(r"\| \d+\.\d", line)]


def numbers_in(cell: str) -> list[str]:
    """Return the requirements that a cell names, those of a range one by one."""
    found = []
    for section, first, _, last in re.findall(r"\b(\d+\.\d+)\.(\d+)(\u2013\d+\.\d+\.(\d+))?", cell):
        found += [f"{section}.{number}" for number in range(int(first), int(last or first) + 1)]
    return found


def test_every_requirement_has_a_line() -> None:
    """One each of all 253, and none that there is not."""
    sections = (part.split(":") for part in LEVELS_1_AND_2.split())
    wanted = [f"{section}.{number}" for section, count in sections for number in range(1, int(count) + 1)]
    assert len(wanted) == 253
    listed = [number for row in rows() for number in numbers_in(row[0])]
    assert sorted(listed) == sorted(wanted)


def test_every_line_has_a_state() -> None:
    """What is met says how or shows a test; what is not has its reason."""
    for row in rows():
        assert len(row) == 4, row
        assert row[1] in {"met", "partly", "no", "n/a"}, row
        assert row[2] or (row[1] == "met" and row[3]), row


def test_every_test_that_is_named_exists() -> None:
    """By its file and its name."""
    named = {name for row in rows() for name in re.findall(r"`([\w/]+\.py::\w+)`", row[3])}
    assert len(named) > 50
    for one in sorted(named):
        file, _, name = one.partition("::")
        tree = ast.parse((TESTS / file).read_text("utf-8"))
        assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, one
