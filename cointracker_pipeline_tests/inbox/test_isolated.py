"""A child reads the file; whatever it does, the process that asked gets a table or one clear error."""

import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cointracker_pipeline.errors import SpreadsheetError
from cointracker_pipeline.inbox.isolated import read_table
from cointracker_pipeline.inbox.read import read_here
from cointracker_pipeline_tests.inbox import children


def test_a_child_reads_what_is_read_here(tmp_path: Path) -> None:
    """The table is the same, more rows than one message holds included, and so are columns by other names."""
    path = tmp_path / "w.csv"
    path.write_text("Waehrung;Konto\n" + "".join(f"a;b{number}\n" for number in range(5_000)))
    names = {"chain": ["Waehrung"], "address": ["Konto"]}
    table = read_table(path, names)
    assert table == read_here(path, names)
    assert len(table.rows) == 5_000


@pytest.mark.parametrize("deed", ["breaks-off", "miscounts", "fails", "aborts", "floods", "raves"])
def test_a_child_that_misbehaves_is_an_error(tmp_path: Path, deed: str) -> None:
    """Half a table is none: the message names the file and says what to do."""
    with pytest.raises(SpreadsheetError, match=rf"{deed}\.csv cannot be read: .*save it as CSV"):
        read_table(tmp_path / f"{deed}.csv", child=children.MODULE)


def test_a_child_that_hangs_is_ended(tmp_path: Path) -> None:
    """When its time is up it is ended, and the message says that it took too long."""
    began = time.monotonic()
    with pytest.raises(SpreadsheetError, match="it took too long"):
        read_table(tmp_path / "hangs.csv", child=children.MODULE, seconds=0.5)
    assert time.monotonic() - began < 20


def test_a_child_knows_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The API key is not in its environment."""
    monkeypatch.setenv("BLOCKCHAIR_API_KEY", "good-key")
    with pytest.raises(SpreadsheetError) as caught:
        read_table(tmp_path / "shows.csv", child=children.MODULE)
    assert "BLOCKCHAIR" not in str(caught.value)
    assert "PYTHONPATH" in str(caught.value)


def test_a_file_name_that_is_no_text(tmp_path: Path) -> None:
    """Bytes that are no UTF-8 do not keep a file from being read, nor its error from being told."""
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/w\xff.csv"))
    path.write_text("address\nb1\n")
    assert len(read_table(path).rows) == 1
    path.write_text("")
    with pytest.raises(SpreadsheetError, match=r"w\\udcff\.csv is empty"):
        read_table(path)


def test_the_limits_hold() -> None:
    """In a child, memory ends where the limit says, and no file can be written."""
    code = (
        "import resource; from cointracker_pipeline.inbox.child import limit_resources; limit_resources();"
        "print(*(resource.getrlimit(what)[1] for what in (resource.RLIMIT_AS, resource.RLIMIT_CPU,"
        "resource.RLIMIT_CORE, resource.RLIMIT_FSIZE)))"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout.split() == ["450000000", "20", "0", "0"]
    assert resource.getrlimit(resource.RLIMIT_AS)[1] == resource.RLIM_INFINITY


def test_a_child_starts_without_heavy_libraries() -> None:
    """Nothing of Dagster, DuckDB, pandas or SQLAlchemy is imported to read a spreadsheet."""
    code = (
        "import sys; from cointracker_pipeline.inbox import child; from cointracker_pipeline.inbox.read import"
        " load_readers; load_readers(); print(*sys.modules)"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"dagster", "duckdb", "pandas", "sqlalchemy", "pydantic", "requests"} & set(ended.stdout.split())
