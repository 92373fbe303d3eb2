"""Files become tables of text, or an error that says what to do."""

import csv
import zipfile
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cointracker_pipeline.errors import SpreadsheetError
from cointracker_pipeline.inbox.limits import MAX_FILE_BYTES, MAX_ROWS
from cointracker_pipeline.inbox.read import load_readers, read_here
from cointracker_pipeline.inbox.table import Row, Table

HEADER = ("chain", "address", "label")


def _read(folder: Path, content: str | bytes, name: str = "w.csv") -> Table:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_here(path)


def _write(rows: list[tuple[str, ...]], delimiter: str = ",") -> str:
    text = StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return one folder for the many examples of a law; each overwrites the file of the last."""
    return tmp_path_factory.mktemp("read")


def test_every_cell_is_text(tmp_path: Path) -> None:
    """Leading zeros, long numbers and spaces stay as they are."""
    table = _read(tmp_path, "chain,address\n 007 ,123456789012345678901234567890\n")
    assert table == Table(("chain", "address"), (Row(2, (" 007 ", "123456789012345678901234567890")),))


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_are_those_of_an_editor(tmp_path: Path, newline: str) -> None:
    """A row's line counts blank lines and the lines inside quoted cells of earlier rows."""
    lines = ["", "chain,address", "a,1", "", ",", '"b', '\u2028two",2', "c,3"]
    table = _read(tmp_path, newline.join(lines))
    assert [(row.line, row.cells[1]) for row in table.rows] == [(3, "1"), (6, "2"), (8, "3")]


@given(
    rows=st.lists(
        st.tuples(*[st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)] * 3),
        min_size=1,
        max_size=8,
    ).filter(lambda rows: any(any(cell.strip() for cell in row) for row in rows)),
    delimiter=st.sampled_from(",;\t|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    suffix=st.sampled_from([".csv", ".tsv", ".TXT"]),
)
def test_what_was_written_reads_back(
    folder: Path, rows: list[tuple[str, str, str]], delimiter: str, encoding: str, suffix: str
) -> None:
    """Every delimiter and Unicode encoding gives back the header and the rows that are not blank."""
    text = _write([HEADER, *rows], delimiter)
    table = _read(folder, text.encode(encoding), f"w{suffix}")
    assert table.header == HEADER
    assert [row.cells for row in table.rows] == [row for row in rows if any(cell.strip() for cell in row)]


@pytest.mark.parametrize(
    ("encoding", "label"),
    [
        ("cp1252", "Größe Sparbuch Übersee"),
        ("cp1252", "Épargne à côté, très bien"),
        ("cp1250", "Żółta gęś, oszczędności"),
        ("cp1250", "Žluťoučký kůň úpěl"),
        ("cp1251", "Кошелёк на память"),
        ("cp1253", "Ψυχρό πορτοφόλι"),
        ("cp1255", "ארנק קר"),
        ("shift_jis", "ビットコイン財布"),
        ("big5", "冷錢包 比特幣"),
        ("euc-kr", "비트코인 지갑"),
        ("utf-16-le", "\ufeffchain"),
    ],
)
def test_older_encodings(tmp_path: Path, encoding: str, label: str) -> None:
    """What older programs save is recognised from a single row."""
    if encoding == "utf-16-le":
        assert _read(tmp_path, f"{label},address\na,b\n".encode(encoding)).header == ("chain", "address")
        return
    text = _write([HEADER, ("bitcoin", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", label)])
    assert _read(tmp_path, text.encode(encoding)).rows[0].cells[2] == label


@given(label=st.binary(min_size=1, max_size=30))
def test_a_wrong_guess_never_touches_an_address(folder: Path, label: bytes) -> None:
    """Whatever bytes a label has, chain and address beside it read the same, or the file is refused."""
    label = b"".join(bytes([byte]) for byte in label if byte >= 0xA0)
    try:
        table = _read(folder, b"chain,address,label\nbitcoin,1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa,x" + label + b"\n")
    except SpreadsheetError:
        return
    assert table.rows[0].cells[:2] == ("bitcoin", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa")


@given(data=st.one_of(st.binary(max_size=300), st.text(max_size=100).map(lambda text: text.encode("utf-8", "replace"))))
def test_any_bytes_give_a_table_or_a_named_error(folder: Path, data: bytes) -> None:
    """No content whatsoever gives another error."""
    try:
        table = _read(folder, data)
    except SpreadsheetError as error:
        assert str(error)  # noqa: PT017 - both ends are right, the law is that there is no third
    else:
        assert table.rows


@pytest.mark.parametrize("first", ["sep=;\r\n", "SEP=;\n", '"sep=;"\n', "sep=;,,\n"])
def test_excels_sep_line(tmp_path: Path, first: str) -> None:
    """Excel's first line names the delimiter; it is no header, yet a line."""
    table = _read(tmp_path, first + "chain;address;a,b,c\nx;y;z\n")
    assert (table.header, table.rows) == (("chain", "address", "a,b,c"), (Row(3, ("x", "y", "z")),))


def test_delimiter_is_the_one_of_the_header(tmp_path: Path) -> None:
    """Commas within cells and quotes do not outvote the semicolons that divide."""
    table = _read(tmp_path, 'chain;address;"tags, all|any"\na;b;c,d,e,f,g\na;b;c,d,e|f\n')
    assert table.header == ("chain", "address", "tags, all|any")


def test_one_column(tmp_path: Path) -> None:
    """A single column needs no delimiter."""
    assert _read(tmp_path, "address\nabc\n", "w.txt").header == ("address",)


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"", "w.csv", "is empty"),
        (b" \r\n\t\n", "w.csv", "is empty"),
        (b"\xef\xbb\xbf\r\n", "w.csv", "is empty"),
        (b",,\n,,\n", "w.csv", "is empty"),
        (b"chain,address\n", "w.csv", "single line"),
        (b"bitcoin,1A1z", "w.csv", "single line.*chain,address,label,tags"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "w.csv", "old Excel workbook.*save it as CSV"),
        (b"%PDF-1.7\n", "w.csv", "PDF document"),
        (b"\x89PNG\r\n\x1a\n", "w.txt", "PNG picture"),
        (b"SQLite format 3\x00", "w.csv", "SQLite database"),
        (b"\xef\xbb\xbf\n<!DOCTYPE html><html>", "w.csv", "web page"),
        (b'[{"chain": "bitcoin"}]', "w.csv", "JSON"),
        (b"chain,address\na,b\x00\n", "w.csv", "NUL bytes"),
        ("chain,address\na,\0\n".encode("utf-16"), "w.csv", "NUL bytes"),
        (b"\xff\xfec\x00h", "w.csv", "UTF-16 but is damaged"),
        (b'chain,address\n\na,"b\nc,d\n', "w.csv", "line 3: a cell that begins with a quote"),
        (b'chain,address\na,"b"c\n', "w.csv", "line 2: a cell"),
        (b"chain,address\na," + b"b" * 10_001 + b"\n", "w.csv", "line 2: .*10,000 characters"),
        (b"chain,address\na," + b"b" * 200_000 + b"\n", "w.csv", "line 2: .*10,000 characters"),
        (b"chain,address\n" + b"," * 1_000_001, "w.csv", "a line of more than 1,000,000"),
        (b"anything", "w.xlsb", "xlsb files cannot be read.*save it as XLSX or CSV"),
        (b"anything", "w.numbers", "numbers files cannot be read"),
        (b"anything", "w.pdf", "must end in one of: .csv, .ods, .tsv, .txt, .xls, .xlsm, .xlsx"),
        (b"anything", "wallets", "must end in one of"),
    ],
)
def test_refused_files(tmp_path: Path, content: bytes, name: str, says: str) -> None:
    """What cannot be a table of wallets says what it is and what to do."""
    with pytest.raises(SpreadsheetError, match=f"(?s){says}") as caught:
        _read(tmp_path, content, name)
    assert name in str(caught.value)


@pytest.mark.parametrize(
    ("member", "says"), [("xl/workbook.xml", "Excel workbook"), ("mimetype", "LibreOffice"), ("a.txt", "zip archive")]
)
def test_workbook_renamed_to_csv(tmp_path: Path, member: str, says: str) -> None:
    """A workbook that was only renamed is called what it is."""
    path = tmp_path / "w.csv"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, "application/vnd.oasis.opendocument.spreadsheet" if member == "mimetype" else "")
    with pytest.raises(SpreadsheetError, match=says):
        read_here(path)


def test_too_large_a_file_is_not_opened(tmp_path: Path) -> None:
    """The size is checked before anything is read."""
    path = tmp_path / "w.csv"
    path.touch()
    with path.open("r+b") as file:
        file.truncate(MAX_FILE_BYTES + 1)
    with pytest.raises(SpreadsheetError, match="at most 50 MB"):
        read_here(path)


def test_row_limit(tmp_path: Path) -> None:
    """As many rows as allowed are read; one more is refused."""
    content = "chain,address\n" + "a,b\n" * MAX_ROWS
    assert len(_read(tmp_path, content).rows) == MAX_ROWS
    with pytest.raises(SpreadsheetError, match="more than 200,000 rows"):
        _read(tmp_path, content + "a,b\n")


def test_missing_file_and_folder(tmp_path: Path) -> None:
    """A path without a file behind it is a named error."""
    (tmp_path / "folder.csv").mkdir()
    for name, says in (("none.csv", "cannot be opened"), ("folder.csv", "is not a file")):
        with pytest.raises(SpreadsheetError, match=says):
            read_here(tmp_path / name)


def test_every_reader_is_found_by_place() -> None:
    """Each reader has suffixes in lower case with a dot."""
    readers = load_readers()
    assert {".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods"} <= set(readers)
    assert all(suffix == suffix.lower() and suffix.startswith(".") for suffix in readers)
