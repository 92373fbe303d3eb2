"""A new warehouse appears whole: it is made beside its place and moved there, whatever dies meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def is_unborn(path: Path) -> bool:
    """Whether there is no file, or an empty one: DuckDB makes it before its first bytes, and never opens it again."""
    return not path.exists() or (path.is_file() and path.stat().st_size == 0)


@contextmanager
def born_whole(path: Path) -> Iterator[Path]:
    """Let the block make a file beside ``path``, which takes its place when the block ends without an error.

    The caller holds the file's lock: what lies there already is the rest of a process that died. A link is followed.
    """
    place = path.resolve()
    beside = place.with_name(f"{place.name}.new")
    for rest in (beside, beside.with_name(f"{beside.name}.wal")):
        rest.unlink(missing_ok=True)
    yield beside
    beside.replace(place)
