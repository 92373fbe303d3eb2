"""The example spreadsheet and the page about spreadsheets tell the truth."""

from pathlib import Path

import pytest

from cointracker_pipeline.inbox import limits
from cointracker_pipeline.inbox.columns import EXPECTED_HEADER, SYNONYMS
from cointracker_pipeline.inbox.read import load_readers, read_here
from cointracker_pipeline.inbox.rows import Outcome

CHECKOUT = Path(__file__).resolve().parents[2]
PAGE = (CHECKOUT / "docs" / "spreadsheets.md").read_text(encoding="utf-8")


def test_the_example_is_a_table() -> None:
    """It has the header that messages recommend, and every row has all columns."""
    table = read_here(CHECKOUT / "data" / "example-wallets.csv")
    assert ",".join(table.header) == EXPECTED_HEADER
    assert {len(row.cells) for row in table.rows} == {4}


@pytest.mark.parametrize("meaning", sorted(SYNONYMS))
def test_the_page_lists_every_synonym(meaning: str) -> None:
    """The line of a column names all it may be called, in the order of the code."""
    line = next(line for line in PAGE.splitlines() if line.startswith(f"| {meaning} |"))
    assert line.endswith(f"| {', '.join(SYNONYMS[meaning][1:])} |")


def test_the_page_names_formats_outcomes_and_limits() -> None:
    """Every suffix, outcome and limit stands on the page."""
    words = [f"`{name}`" for name in (*load_readers(), *Outcome)]
    numbers = [limits.MAX_ROWS, limits.MAX_CELL_CHARACTERS, limits.MAX_LINE_CHARACTERS]
    numbers += [limits.MAX_LABEL_CHARACTERS, limits.MAX_OWNER_CHARACTERS, limits.MAX_TAG_CHARACTERS, limits.MAX_TAGS]
    numbers += [limits.MAX_NOTE_CHARACTERS, limits.MAX_TITLE_ROWS, limits.MAX_CELLS, limits.MAX_CHARACTERS]
    numbers += [limits.MAX_GRID_CELLS, limits.MAX_ARCHIVE_ENTRIES, limits.MAX_COMPRESSION, limits.CHILD_CPU_SECONDS]
    words += [f" {number:,} " for number in (*numbers, int(limits.CHILD_WALL_SECONDS))]
    megabytes = (limits.MAX_FILE_BYTES, limits.MAX_UNPACKED_BYTES, limits.CHILD_MEMORY_BYTES)
    words += [f" {number // 1_000_000} MB" for number in megabytes]
    flat = PAGE.replace("\n", " ").replace(",", " ").replace(";", " ")
    assert [word for word in words if word.replace(",", " ") not in flat] == []
