"""What every form that is found keeps; a new form is visited without an edit here."""

import csv
import io
import re
from collections.abc import Iterable
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cointracker_pipeline.domain.movement import Movement
from cointracker_pipeline.domain.spreadsheet_cell import disarm_cell, is_number, recover_cell
from cointracker_pipeline.exports import Form, load_forms, write_form
from cointracker_pipeline.settings import CHECKOUT
from cointracker_pipeline_tests.exports.headers import HEADERS
from cointracker_pipeline_tests.exports.moving import BITCOIN, STORY, on_bitcoin

FORMS = load_forms()
PAGE = CHECKOUT / "docs" / "exports.md"
every_form = pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)


def write(form: Form, movements: Iterable[Movement]) -> str:
    """Return a form's file as text."""
    file = io.StringIO(newline="")
    write_form(form, movements, file)
    return file.getvalue()


def read(text: str) -> list[list[str]]:
    """Return the cells of a CSV file."""
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


@every_form
def test_the_header_is_exact(form: Form) -> None:
    """The first line is the one its readers know, in their order."""
    assert form.name in HEADERS, "say in cointracker_pipeline_tests/exports/headers.py what its readers know"
    assert write(form, []) == HEADERS[form.name] + "\r\n"


@every_form
def test_every_row_has_a_cell_for_each_column(form: Form) -> None:
    """One movement is one row as wide as the header."""
    rows = read(write(form, STORY))[1:]
    assert len(rows) == len(STORY)
    assert {len(row) for row in rows} == {len(form.header)}


@every_form
def test_amounts_are_exact_decimal_text(form: Form) -> None:
    """The exact amount stands in each row, with a point and without exponent."""
    rows = read(write(form, STORY))[1:]
    for movement, row in zip(STORY, rows, strict=True):
        numbers = [Decimal(cell) for cell in row if re.fullmatch(r"-?\d+\.\d+", cell)]
        possible = {abs(Decimal(movement.render(amount))) for amount in (movement.moved, movement.balance_change)}
        assert possible & {abs(number) for number in numbers}, row
        assert not [cell for cell in row if re.fullmatch(r"-?\d+(\.\d+)?[eE][+-]?\d+", cell)]


@every_form
def test_a_file_is_made_the_same_again(form: Form) -> None:
    """The same movements give the same bytes."""
    assert write(form, STORY) == write(form, list(STORY))


@every_form
@settings(deadline=None)
@given(label=st.text(st.one_of(st.sampled_from("=+-@\t\r\n'\",;1"), st.characters(codec="utf-8")), max_size=30))
def test_a_label_is_never_a_formula(form: Form, label: str) -> None:
    """Whatever a wallet is called, no cell of its rows is computed, and the file reads back to what was rendered."""
    movement = on_bitcoin(label=label)
    (cells,) = read(write(form, [movement]))[1:]
    assert all(cell[:1] not in "=+-@\t\r\n" or not cell or is_number(cell) for cell in cells)
    rendered = list(form.render(1, movement, "USD"))
    assert cells == [disarm_cell(cell) for cell in rendered]
    assert [recover_cell(cell) for cell in cells] == rendered


@every_form
def test_a_missing_price_is_an_empty_cell(form: Form) -> None:
    """Without a price nothing is said of worth, neither 0 nor a currency."""
    row = form.render(1, BITCOIN._replace(price=None), "EUR")
    assert "EUR" not in row
    assert not {"0", "0.00", "None"} & set(row)


@every_form
def test_the_docs_have_a_line_for_it(form: Form) -> None:
    """docs/exports.md has a line that begins with the form's name."""
    begin = f"| `{form.name}` |"
    assert any(line.startswith(begin) for line in PAGE.read_text("utf-8").splitlines()), f"{begin} is not in {PAGE}"
