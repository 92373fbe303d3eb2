"""One uploaded spreadsheet: it waits, and then each of its rows has its fate."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from cointracker_pipeline.pipeline import Pipeline
from cointracker_pipeline.web.access.visitor import Viewer, Visitor
from cointracker_pipeline.web.books import Books
from cointracker_pipeline.web.live import END, Watching, follow_while_allowed, is_signed_in, stream, tell_event
from cointracker_pipeline.web.reading.upload_report import State, read_report
from cointracker_pipeline.web.reading.uploaded import Uploaded, find_uploaded
from cointracker_pipeline.web.rendering import render

router = APIRouter(include_in_schema=False)

PAGE_ROWS = 100


@router.get("/uploads/{upload}")
def show_upload(
    request: Request,
    visitor: Viewer,
    pipeline: Books,
    upload: str,
    outcome: Annotated[str, Query(max_length=50)] = "",
    after: Annotated[int, Query(ge=0, le=10**9)] = 0,
) -> Response:
    """Show what became of a file of the person's, by its name in the inbox or its number."""
    found = _find(pipeline, visitor, upload)
    fate = read_report(found.report, after, PAGE_ROWS, outcome, waits=found.waits)
    return render(request, "uploads/page.html", upload=found, fate=fate, outcome=outcome, after=after)


@router.get("/uploads/{upload}/events")
def watch_upload(request: Request, visitor: Viewer, pipeline: Books, live: Watching, upload: str) -> Response:
    """Stream word of when the file is taken: the page then asks for itself anew."""
    _find(pipeline, visitor, upload)
    return stream(
        follow_while_allowed(
            live,
            ("upload", visitor.person.person_id, upload),
            lambda: _read_state(find_uploaded(pipeline, visitor.person.person_id, upload)),
            lambda: is_signed_in(pipeline, visitor),
            lambda state: ": it waits\n\n" if state == "waiting" else tell_event("taken", state) + END,
        )
    )


@router.get("/uploads/{upload}/report.csv")
def send_report(request: Request, visitor: Viewer, pipeline: Books, upload: str) -> Response:
    """Return the report as a spreadsheet."""
    found = _find(pipeline, visitor, upload)
    if found.report is None or not found.report.exists():
        raise HTTPException(404, "There is no report of this file yet, or no longer.")
    return FileResponse(
        found.report, media_type="text/csv; charset=utf-8", filename=f"{Path(found.name).stem}.report.csv"
    )


def _find(pipeline: Pipeline, visitor: Visitor, upload: str) -> Uploaded:
    found = find_uploaded(pipeline, visitor.person.person_id, upload)
    if found is None:
        raise HTTPException(404, "You uploaded no such file.")
    return found


def _read_state(found: Uploaded | None) -> State:
    return read_report(found.report, 0, 0, waits=found.waits).state if found else "gone"
