"""What in the inbox is complete and may be taken."""

import json
import os
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cointracker_pipeline.errors import HomeError
from cointracker_pipeline.inbox.find import Look, fingerprint, look

_NOBODY = 65_534


def _put(path: Path, text: str = "chain,address\n", mtime: int = 1_000) -> Path:
    path.write_text(text)
    os.utime(path, (mtime, mtime))
    return path


def _look_twice(inbox: Path) -> Look:
    return look(inbox, look(inbox, {}, now=100).state, now=110)


def _ready_names(found: Look) -> list[str]:
    return [path.name for path in found.ready]


def test_ready_at_the_second_look(tmp_path: Path) -> None:
    """A file is ready once it looks as it did before, and stays ready until it is taken."""
    path = _put(tmp_path / "a.csv")
    first = look(tmp_path, {}, now=100)
    second = look(tmp_path, first.state, now=110)
    third = look(tmp_path, second.state, now=120)
    assert (first.ready, second.ready, third.ready) == ((), (path,), (path,))


def test_growing_file_is_not_ready(tmp_path: Path) -> None:
    """A file that changed since the last look waits for another."""
    path = _put(tmp_path / "a.csv")
    first = look(tmp_path, {}, now=100)
    _put(path, "chain,address\nbitcoin,b1\n", mtime=1_001)
    second = look(tmp_path, first.state, now=110)
    assert second.ready == ()
    assert look(tmp_path, second.state, now=120).ready == (path,)


def test_two_looks_at_once_prove_nothing(tmp_path: Path) -> None:
    """Looks less than a second apart are too close to tell, also when the clock steps back."""
    path = _put(tmp_path / "a.csv")
    first = look(tmp_path, {}, now=100)
    second = look(tmp_path, first.state, now=100.5)
    stepped_back = look(tmp_path, second.state, now=50)
    assert (second.ready, stepped_back.ready) == ((), ())
    assert look(tmp_path, stepped_back.state, now=51).ready == (path,)


def test_order_of_arrival(tmp_path: Path) -> None:
    """The oldest comes first; of the same age, by name."""
    for name, mtime in (("c.csv", 1), ("b.csv", 2), ("a.csv", 2)):
        _put(tmp_path / name, mtime=mtime)
    assert _ready_names(_look_twice(tmp_path)) == ["c.csv", "a.csv", "b.csv"]


@pytest.mark.parametrize(
    "name",
    [".gitkeep", ".hidden.csv", "~$wallets.xlsx", ".~lock.w.csv#", "w.part", "w.csv.tmp", "w.CRDOWNLOAD", "Thumbs.db"],
)
def test_ignored(tmp_path: Path, name: str) -> None:
    """Half-finished and hidden files are neither taken nor spoken of."""
    _put(tmp_path / name)
    found = _look_twice(tmp_path)
    assert (found.ready, found.not_taken, found.state) == ((), (), {})


def test_what_is_no_file_is_named_once(tmp_path: Path) -> None:
    """A folder, a link, a socket, a pipe are named with a reason at the first look only; none is waited on."""
    (tmp_path / "folder.csv").mkdir()
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "dangling.csv").symlink_to(tmp_path / "none")
    (tmp_path / "link.csv").symlink_to(_put(tmp_path / "a.csv"))
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "s.csv"))
        first = look(tmp_path, {}, now=100)
        second = look(tmp_path, first.state, now=110)
    assert {news.path.name: news.reason.split(";")[0] for news in first.not_taken} == {
        "folder.csv": "It is a folder",
        "link.csv": "It is a link",
        "dangling.csv": "It is a link",
        "pipe.csv": "It is neither a file nor a folder.",
        "s.csv": "It is neither a file nor a folder.",
    }
    assert second.not_taken == ()
    assert _ready_names(second) == ["a.csv"]


@contextmanager
def _as_nobody() -> Iterator[None]:
    """Act as a user who is not root, whose eyes no permission stops."""
    owner = os.geteuid()
    if owner == 0:
        os.seteuid(_NOBODY)
    try:
        yield
    finally:
        os.seteuid(owner)


def test_unreadable_file_is_named() -> None:
    """A file that may not be opened is not ready and named; it becomes ready once it may."""
    with tempfile.TemporaryDirectory() as folder:  # unlike pytest's, one that others may enter
        inbox = Path(folder)
        inbox.chmod(0o755)
        path = _put(inbox / "a.csv")
        path.chmod(0)
        with _as_nobody():
            first = look(inbox, {}, now=100)
        path.chmod(0o644)
        with _as_nobody():
            second = look(inbox, first.state, now=110)
    assert "cannot be opened (Permission denied)" in first.not_taken[0].reason
    assert second.ready == (path,)


def test_a_file_open_for_writing_is_not_ready(tmp_path: Path) -> None:
    """However long its writer pauses between two pieces, it is taken only when that has closed it."""
    path = _put(tmp_path / "a.csv")
    with path.open("a") as writer:
        paused = _look_twice(tmp_path)
        assert paused.ready == ()
        writer.write("bitcoin,b1\n")
    closed = look(tmp_path, paused.state, now=120)
    assert closed.ready == ()
    assert look(tmp_path, closed.state, now=130).ready == (path,)


def test_a_renamed_file_is_another(tmp_path: Path) -> None:
    """It is ready under its new name alone, and a look later."""
    first = look(tmp_path, look(tmp_path, {}, now=100).state, now=100)
    _put(tmp_path / "a.csv").rename(tmp_path / "b.csv")
    second = look(tmp_path, first.state, now=110)
    third = look(tmp_path, second.state, now=120)
    assert (_ready_names(second), _ready_names(third), list(third.state)) == ([], ["b.csv"], ["b.csv"])


def test_vanished_file_is_forgotten(tmp_path: Path) -> None:
    """A file that is gone at the next look is no error and no longer in the state."""
    path = _put(tmp_path / "a.csv")
    first = look(tmp_path, {}, now=100)
    path.unlink()
    second = look(tmp_path, first.state, now=110)
    assert (second.ready, second.state) == ((), {})


def test_state_survives_json(tmp_path: Path) -> None:
    """The state can lie in a cursor as JSON, whatever the files are called."""
    path = _put(tmp_path / os.fsdecode(b"w\xff \xc3\xa9.csv"))
    state = json.loads(json.dumps(look(tmp_path, {}, now=100).state))
    assert look(tmp_path, state, now=110).ready == (path,)


def test_missing_inbox_is_named(tmp_path: Path) -> None:
    """A missing folder is an error, not an empty inbox."""
    with pytest.raises(HomeError, match="cannot be listed"):
        look(tmp_path / "none", {}, now=100)


def test_fingerprint_is_the_content(tmp_path: Path) -> None:
    """The fingerprint is the SHA-256 of the content, whatever the name."""
    one, other = _put(tmp_path / "a.csv", "abc"), _put(tmp_path / "b.csv", "abc", mtime=5)
    expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert fingerprint(one) == fingerprint(other) == expected
