"""Files that others read are there whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cointracker_pipeline.errors import HomeError


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """Let the block write a temporary file beside ``path``, which takes its place when the block ends.

    When the block raises, nothing is left behind and a file that was there stays. The folder is made when needed.

    Raises: HomeError when the folder or the file cannot be written.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield temporary
        _to_disk(temporary)
        temporary.replace(path)
    except OSError as error:
        raise HomeError(f"{path} cannot be written: {error.strerror}. Name another place.") from error
    finally:
        with suppress(OSError):
            temporary.unlink()


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
