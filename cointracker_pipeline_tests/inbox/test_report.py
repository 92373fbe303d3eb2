"""The report lies beside the file, in a form any spreadsheet program opens safely."""

import csv
from pathlib import Path

import pytest

from cointracker_pipeline.inbox.report import HEADER, report_path, write_file_report, write_row_report
from cointracker_pipeline.inbox.rows import Decision, Outcome


def _refused(line: int, address: str) -> Decision:
    return Decision(line, Outcome.REFUSED, "bitcoin", address, None, "Not an address.")


def _read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_a_line_for_each_row(tmp_path: Path) -> None:
    """The report has the header and one line for each row, in order."""
    path = tmp_path / "w.report.csv"
    write_row_report(path, [_refused(2, "Zürich, 'a\"b'"), _refused(4, "y")])
    assert _read(path) == [
        list(HEADER),
        ["2", "refused", "bitcoin", "Zürich, 'a\"b'", "", "Not an address."],
        ["4", "refused", "bitcoin", "y", "", "Not an address."],
    ]
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(tmp_path: Path, start: str) -> None:
    """What a person wrote cannot run in the spreadsheet program of another."""
    path = tmp_path / "w.report.csv"
    write_row_report(path, [_refused(2, f"{start}HYPERLINK(1)")])
    assert _read(path)[1][3] == f"'{start}HYPERLINK(1)"


def test_a_file_as_a_whole(tmp_path: Path) -> None:
    """A file that cannot be read has one line with the reason; nothing else is left in the folder."""
    path = report_path(tmp_path / "wallets.csv")
    write_file_report(path, "rejected", "It is empty.")
    assert path.name == "wallets.report.csv"
    assert _read(path)[1] == ["", "rejected", "", "", "", "It is empty."]
    assert list(tmp_path.iterdir()) == [path]
