"""A file is there whole or not at all."""

from pathlib import Path

import pytest

from cointracker_pipeline.errors import HomeError
from cointracker_pipeline.storage.warehouse import written_whole


def test_a_failure_leaves_what_was_there(tmp_path: Path) -> None:
    """The old file stays, and nothing lies beside it."""
    path = tmp_path / "koinly.csv"
    path.write_text("old")
    with pytest.raises(ZeroDivisionError):
        _fail_halfway(path)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_the_new_file_takes_the_place_of_the_old(tmp_path: Path) -> None:
    """A folder that is not there is made."""
    path = tmp_path / "new" / "koinly.csv"
    for text in ("one", "two"):
        with written_whole(path) as temporary:
            temporary.write_text(text)
        assert path.read_text() == text
    assert list(path.parent.iterdir()) == [path]


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    """The message names it and says what to do."""
    (tmp_path / "file").touch()
    with pytest.raises(HomeError, match="another place"), written_whole(tmp_path / "file" / "koinly.csv") as temporary:
        temporary.touch()


def _fail_halfway(path: Path) -> None:
    with written_whole(path) as temporary:
        temporary.write_text("half")
        raise ZeroDivisionError
