"""The list of a person's spreadsheets: those that wait, and what became of the others."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from cointracker_pipeline.web.access.visitor import Viewer
from cointracker_pipeline.web.books import Books
from cointracker_pipeline.web.rendering import render

router = APIRouter(include_in_schema=False)

ON_A_PAGE = 50


@router.get("/uploads")
def show_uploads(
    request: Request, visitor: Viewer, pipeline: Books, before: Annotated[int | None, Query(ge=1)] = None
) -> Response:
    """Show a page of them, the newest first."""
    person_id = visitor.person.person_id
    found = pipeline.registry.list_uploads(ON_A_PAGE + 1, person_id, before)
    return render(
        request,
        "uploads/list.html",
        waiting=pipeline.registry.list_waiting_files(person_id) if before is None else [],
        uploads=found[:ON_A_PAGE],
        next=found[ON_A_PAGE - 1].upload_id if len(found) > ON_A_PAGE else None,
        before=before,
    )
