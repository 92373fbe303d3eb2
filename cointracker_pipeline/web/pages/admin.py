"""The budget and the health of this home, for admins; and for monitors whether all is well, without a word more."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from cointracker_pipeline.web.access.visitor import Admin
from cointracker_pipeline.web.books import Books
from cointracker_pipeline.web.reading.activity import find_next_night
from cointracker_pipeline.web.reading.budget import read_budget
from cointracker_pipeline.web.reading.health import ALERT_DAYS, Examination, count_alerts, examine, is_well
from cointracker_pipeline.web.reading.recently import Recently
from cointracker_pipeline.web.rendering import render

router = APIRouter(include_in_schema=False)


@router.get("/admin")
def show_admin(request: Request, visitor: Admin, pipeline: Books, anew: bool = False) -> Response:
    """Show the page; what was found some seconds ago is not looked for again unless asked ``anew``."""
    known: Recently[Examination] = request.app.state.examinations
    return render(
        request,
        "admin/page.html",
        budget=read_budget(pipeline),
        examination=known.get("health", lambda: examine(pipeline), anew=anew),
        alerts=count_alerts(pipeline),
        alert_days=ALERT_DAYS,
        next_night=find_next_night(pipeline, pipeline.clock()),
    )


@router.get("/health")
def tell_health(pipeline: Books) -> Response:
    """Answer 200 and ``ok``, or 503 and ``not ok``: anybody may ask."""
    well = is_well(pipeline)
    return PlainTextResponse("ok\n" if well else "not ok\n", 200 if well else 503)
