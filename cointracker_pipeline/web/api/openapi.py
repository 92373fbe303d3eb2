"""``/api/openapi.json`` and ``/api/docs``: what the API can do, for programs and for people."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from cointracker_pipeline.web.access.visitor import Viewer
from cointracker_pipeline.web.protocol.document import describe_api, list_operations
from cointracker_pipeline.web.rendering import render

router = APIRouter(prefix="/api", include_in_schema=False)


@router.get("")
def go_to_docs() -> Response:
    """Lead to the page that describes the API."""
    return RedirectResponse("/api/docs", 303)


@router.get("/openapi.json")
def show_document(request: Request, _visitor: Viewer) -> Response:
    """Return the OpenAPI document."""
    return JSONResponse(describe_api(request.app))


@router.get("/docs")
def show_docs(request: Request, _visitor: Viewer) -> Response:
    """Show every operation with an example that can be pasted into a terminal."""
    site = str(request.base_url).rstrip("/")
    return render(request, "api.html", operations=list_operations(describe_api(request.app), site), site=site)
