"""No text is a formula in a spreadsheet program, and none is lost."""

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cointracker_pipeline.domain.spreadsheet_cell import disarm_cell, is_number, recover_cell
from cointracker_pipeline.domain.wallet import TrackedWallet, Wallet
from cointracker_pipeline.storage.warehouse import Warehouse, export_table, write_wallets

STARTS = "=+-@\t\r\n"
TEXTS = st.text(st.one_of(st.sampled_from("=+-@\t\r\n'\"0123456789.,; |a"), st.characters(codec="utf-8")), max_size=20)


@settings(deadline=None)
@given(text=TEXTS)
def test_no_cell_is_a_formula(text: str) -> None:
    """What begins like a formula is a plain number; every text can be got back."""
    cell = disarm_cell(text)
    assert cell[:1] not in STARTS or not cell or is_number(cell)
    assert recover_cell(cell) == text
    assert cell in {text, f"'{text}"}


@pytest.mark.parametrize("number", ["-0.00010000", "+1", "12", "-5", "0.5"])
def test_numbers_keep_their_sign(number: str) -> None:
    """A number stays a number."""
    assert is_number(number)
    assert disarm_cell(number) == number


@pytest.mark.parametrize(
    "text", ["=1+1", "+49 171", "-1-1", "@SUM(1)", "--1", "-.5", "-1e9", "=HYPERLINK(1)", "-\u0665"]
)
def test_what_is_computed_is_text(text: str) -> None:
    """Whatever is more than a number is made text."""
    assert disarm_cell(text) == f"'{text}"


@settings(max_examples=40, deadline=None)
@given(labels=st.lists(TEXTS, min_size=1, max_size=8))
def test_the_warehouse_disarms_alike(labels: list[str]) -> None:
    """A table with labels is as safe as any other CSV: its cells are those that Python makes."""
    labels = [label.replace("\0", "") for label in labels]
    wallets = [TrackedWallet(Wallet("bitcoin", f"a{place:02}"), label) for place, label in enumerate(labels)]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "wallets.csv"
        with Warehouse(Path(folder) / "w.duckdb").transaction() as connection:
            write_wallets(connection, wallets)
            assert export_table(connection, "wallets", "csv", path) == len(labels)
        rows = list(csv.DictReader(io.StringIO(path.read_bytes().decode(), newline="")))
    assert [row["label"] for row in rows] == [disarm_cell(label) for label in labels]
