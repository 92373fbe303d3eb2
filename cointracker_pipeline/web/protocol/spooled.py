"""Files that were written for one answer: sent piece by piece, and gone afterwards whatever happens."""

import hashlib
import os
from collections.abc import AsyncIterator, Callable
from io import BufferedReader
from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from cointracker_pipeline.web.protocol.answers import is_known, tag_headers
from cointracker_pipeline.web.protocol.formats import FILE_TYPES, FileFormat

PIECE_BYTES = 256 * 1024


def answer_file(
    request: Request, folder: Path, name: str, form: FileFormat, write: Callable[[Path], object]
) -> Response:
    """Let ``write`` write a file, and return it as an answer; ``304`` without it, where the program has it already.

    The file has no name any more when it is sent: what it takes on the disk is free once the answer ends, also when
    the program goes away or this process dies.
    """
    file = _write(folder, form, write)
    try:
        headers = tag_headers(hashlib.file_digest(file, "sha256").hexdigest())
    except BaseException:
        file.close()
        raise
    if is_known(request, headers["ETag"]):
        file.close()
        return Response(status_code=304, headers=headers)
    headers["Content-Length"] = str(file.tell())
    headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return _FileResponse(file, headers, FILE_TYPES[form])


def _write(folder: Path, form: FileFormat, write: Callable[[Path], object]) -> BufferedReader:
    with TemporaryDirectory(dir=folder, prefix=".answer-") as name:
        path = Path(name) / f"answer.{form}"
        write(path)
        return path.open("rb")


class _FileResponse(StreamingResponse):
    """Sends an open file and closes it, however sending ends."""

    def __init__(self, file: BufferedReader, headers: dict[str, str], media_type: str) -> None:
        file.seek(0, os.SEEK_SET)
        super().__init__(_read(file), headers=headers, media_type=media_type)
        self._file = file

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the file."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._file.close()


async def _read(file: BufferedReader) -> AsyncIterator[bytes]:
    while piece := await run_in_threadpool(file.read, PIECE_BYTES):
        yield piece
