"""Files leave the inbox without ever being lost or overwriting another."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from cointracker_pipeline.inbox.filing import choose_place, move_file


def file_away(path: Path, folder: Path) -> Path:
    """Move a file into a folder under a name that is free, as taking a spreadsheet does, and return its new path."""
    place = choose_place(path, folder)
    move_file(path, place)
    return place


def _put(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Path]:
    """Return a folder on another file system."""
    shared_memory = Path("/dev/shm")  # noqa: S108 - a second file system is what is wanted
    if not shared_memory.is_dir() or shared_memory.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("this machine has no second file system")
    with tempfile.TemporaryDirectory(dir=shared_memory) as folder:
        yield Path(folder)


def test_files_of_one_name_are_numbered(tmp_path: Path) -> None:
    """Each keeps its content, the later ones get a number."""
    done = tmp_path / "processed"
    names = [file_away(_put(tmp_path / "inbox" / "w.csv", text), done).name for text in "abc"]
    assert names == ["w.csv", "w (2).csv", "w (3).csv"]
    assert [(done / name).read_text() for name in names] == ["a", "b", "c"]
    assert not list((tmp_path / "inbox").iterdir())


def test_names_share_no_report(tmp_path: Path) -> None:
    """Two names with one stem are numbered too, for their reports have that stem."""
    done = tmp_path / "processed"
    names = [file_away(_put(tmp_path / "inbox" / name, ""), done).name for name in ("w.csv", "w.tsv", "W.txt")]
    assert names == ["w.csv", "w (2).tsv", "W (3).txt"]


def test_names_of_reports_are_left_to_reports(tmp_path: Path) -> None:
    """A report put into the inbox cannot lie where the report of another file belongs."""
    filed = file_away(_put(tmp_path / "inbox" / "w.report.csv", ""), tmp_path / "processed")
    assert filed.name == "w.report (2).csv"


def test_an_existing_file_is_never_replaced(tmp_path: Path) -> None:
    """A place that is no longer free is an error, and both files stay."""
    path, place = _put(tmp_path / "w.csv", "new"), _put(tmp_path / "processed" / "w.csv", "old")
    with pytest.raises(FileExistsError):
        move_file(path, place)
    assert (path.read_text(), place.read_text()) == ("new", "old")


def test_an_interrupted_move_is_finished(tmp_path: Path) -> None:
    """A file that lies in both folders after a kill is filed once."""
    path, done = _put(tmp_path / "inbox" / "w.csv", "a"), tmp_path / "processed"
    done.mkdir()
    choose_place(path, done).hardlink_to(path)
    assert file_away(path, done) == done / "w.csv"
    assert ([entry.name for entry in done.iterdir()], path.exists()) == (["w.csv"], False)


def test_across_file_systems(tmp_path: Path, elsewhere: Path) -> None:
    """The file is copied whole, keeps its time, and overwrites nothing there either."""
    for text in "ab":
        path = _put(tmp_path / "w.csv", text)
        os.utime(path, (1_000, 1_000))
        file_away(path, elsewhere)
    assert {entry.name: entry.read_text() for entry in elsewhere.iterdir()} == {"w.csv": "a", "w (2).csv": "b"}
    assert (elsewhere / "w.csv").stat().st_mtime == 1_000
    with pytest.raises(FileExistsError):
        move_file(_put(tmp_path / "w.csv", "c"), elsewhere / "w.csv")


def test_very_long_names_fit(tmp_path: Path) -> None:
    """A name as long as a file system allows leaves room for its number and its report."""
    name = "é" * 125 + ".csv"
    for _ in range(2):
        filed = file_away(_put(tmp_path / "inbox" / name, ""), tmp_path / "processed")
    filed.with_name(filed.stem + ".report.csv").touch()
    assert filed.name.endswith("é (2).csv")
