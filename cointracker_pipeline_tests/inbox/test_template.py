"""The example spreadsheet that the command writes."""

from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from cointracker_pipeline.chains import find_chain, load_chains
from cointracker_pipeline.inbox.infer import make_inference
from cointracker_pipeline.inbox.isolated import read_table
from cointracker_pipeline.inbox.rows import Judge, Outcome, decide
from cointracker_pipeline.inbox.template import ROWS, render_csv, render_xlsx

JUDGE = Judge(find_chain, make_inference(load_chains().values()), lambda _wallet_ids: {}, lambda _text: False)


@pytest.mark.parametrize(("name", "content"), [("w.csv", render_csv()), ("w.xlsx", render_xlsx())])
def test_every_row_of_it_is_a_wallet(tmp_path: Path, name: str, content: bytes) -> None:
    """Both forms read back as the same rows, which are all added."""
    path = tmp_path / name
    path.write_bytes(content)
    table = read_table(path)
    assert (table.header, *(row.cells for row in table.rows)) == ROWS
    assert {one.outcome for one in decide(table, JUDGE)} == {Outcome.ADDED}


def test_another_library_reads_the_workbook() -> None:
    """Its cells are text by their format, those still empty included."""
    sheet = openpyxl.load_workbook(BytesIO(render_xlsx())).active
    assert tuple(tuple(cell or "" for cell in row) for row in sheet.iter_rows(max_row=4, values_only=True)) == ROWS
    assert {cell.number_format for row in sheet.iter_rows(min_row=2, max_row=100) for cell in row} == {"@"}
