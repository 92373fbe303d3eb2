"""``/api/uploads``: spreadsheets of whoever asks, and what became of their rows."""

import hashlib
from dataclasses import asdict
from typing import Annotated, BinaryIO

from fastapi import APIRouter, File, Path, Query, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from cointracker_pipeline.pipeline.uploading import put_into_inbox
from cointracker_pipeline.storage.registry.uploads import GivenFile
from cointracker_pipeline.web.access.visitor import Viewer
from cointracker_pipeline.web.books import Books
from cointracker_pipeline.web.protocol.answers import answer_page, path_of_next
from cointracker_pipeline.web.protocol.cursors import make_cursor, read_cursor
from cointracker_pipeline.web.protocol.lists import answer_list, cut
from cointracker_pipeline.web.protocol.once import Done, Once
from cointracker_pipeline.web.reading.upload_report import read_report
from cointracker_pipeline.web.reading.uploaded import find_uploaded, make_file_cursor, read_file_place
from cointracker_pipeline.web.shapes.problems import FILES, UNCHANGED, problems
from cointracker_pipeline.web.shapes.uploads import (
    RowFilters,
    Upload,
    UploadDetails,
    UploadFilters,
    UploadId,
    Uploads,
)

router = APIRouter(prefix="/api/uploads", tags=["uploads"])

_FILE = "CSV, XLSX, XLS or ODS, with a line for each wallet."
_AT_ONCE = 1 << 20


@router.get("", response_model=Uploads, responses=FILES | UNCHANGED | problems())
def list_uploads(
    request: Request, visitor: Viewer, pipeline: Books, filters: Annotated[UploadFilters, Query()]
) -> Response:
    """List your spreadsheets, the newest first; the operator's are those dropped into the inbox as well."""

    def read(cursor: str | None, limit: int) -> tuple[list[Upload], str | None]:
        rows = pipeline.registry.list_files(visitor.person.person_id, limit + 1, read_file_place(cursor))
        shown, following = cut(rows, limit, make_file_cursor)
        return [_make(one) for one in shown], following

    return answer_list(request, pipeline.settings.exports, Uploads, read, filters)


@router.post("", response_model=Upload, status_code=202, responses=problems(400, 409, 413))
def upload(
    pipeline: Books,
    once: Once,
    file: Annotated[UploadFile, File(description=_FILE, json_schema_extra={"format": "binary", "minLength": 1})],
) -> Response:
    """Put a spreadsheet into the inbox; within seconds its rows are decided, and the answer's `path` tells how."""

    def do() -> Done:
        name = put_into_inbox(pipeline, once.person_id, file.filename or "", file.file)
        known = pipeline.registry.find_file(once.person_id, name)
        if known is None:
            raise HTTPException(404, "The upload is gone again.")
        return 202, _make(known)

    return once.answer(_digest(file.file) + (file.filename or "").encode(), do)


@router.get("/{upload_id}", response_model=UploadDetails, responses=UNCHANGED | problems(404))
def show_upload(
    request: Request,
    visitor: Viewer,
    pipeline: Books,
    upload_id: Annotated[UploadId, Path()],
    filters: Annotated[RowFilters, Query()],
) -> Response:
    """Return what became of a spreadsheet, row by row."""
    found = find_uploaded(pipeline, visitor.person.person_id, upload_id)
    if found is None:
        raise HTTPException(404, "None of your uploads has this id; GET /api/uploads lists them.")
    after = 0 if filters.cursor is None else int(str(*read_cursor(filters.cursor, "upload-rows", int)))
    report = read_report(found.report, after, filters.limit, waits=found.waits)
    cursor = make_cursor("upload-rows", report.next) if report.next else None
    fate = {
        "state": report.state,
        "reason": report.reason,
        "outcomes": report.outcomes,
        "rows": [asdict(one) for one in report.rows],
        "next": path_of_next(request, cursor),
    }
    return answer_page(request, UploadDetails.model_validate(_make(found.file).model_dump() | fate))


def _make(one: GivenFile) -> Upload:
    return Upload(
        upload_id=one.key,
        file_name=one.file_name,
        uploaded_at=one.uploaded_at,
        taken_at=one.taken_at,
        accepted=one.accepted,
        refused=one.refused,
        path=f"/api/uploads/{one.key}",
    )


def _digest(file: BinaryIO) -> bytes:
    """Return what tells a content from others, and go back to its beginning."""
    digest = hashlib.sha256()
    while piece := file.read(_AT_ONCE):
        digest.update(piece)
    file.seek(0)
    return digest.digest()
