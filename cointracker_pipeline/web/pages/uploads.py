"""The list of a person's spreadsheets: those that wait, and what became of the others."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from cointracker_pipeline.web.access.visitor import Viewer
from cointracker_pipeline.web.books import Books
from cointracker_pipeline.web.protocol.lists import cut
from cointracker_pipeline.web.reading.uploaded import make_file_cursor, read_file_place
from cointracker_pipeline.web.rendering import render

router = APIRouter(include_in_schema=False)

ON_A_PAGE = 50


@router.get("/uploads")
def show_uploads(
    request: Request, visitor: Viewer, pipeline: Books, before: Annotated[str | None, Query(max_length=1000)] = None
) -> Response:
    """Show a page of them, the newest first."""
    found = pipeline.registry.list_files(visitor.person.person_id, ON_A_PAGE + 1, read_file_place(before))
    uploads, following = cut(found, ON_A_PAGE, make_file_cursor)
    return render(request, "uploads/list.html", uploads=uploads, next=following, before=before)
