"""``/api/runs``: the syncs of the wallets of whoever asks."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from cointracker_pipeline.domain.amount import render_amount
from cointracker_pipeline.pipeline import Pipeline
from cointracker_pipeline.storage.registry.runs import SyncRecord
from cointracker_pipeline.web.access.visitor import Viewer
from cointracker_pipeline.web.books import Books
from cointracker_pipeline.web.protocol.cursors import make_cursor, read_cursor
from cointracker_pipeline.web.protocol.lists import answer_list, cut
from cointracker_pipeline.web.reading.own_wallets import require_track
from cointracker_pipeline.web.shapes.problems import FILES, UNCHANGED, problems
from cointracker_pipeline.web.shapes.runs import Progress, Run, RunFilters, Runs

router = APIRouter(prefix="/api/runs", tags=["runs"])


@router.get("", response_model=Runs, responses=FILES | UNCHANGED | problems(404))
def list_runs(request: Request, visitor: Viewer, pipeline: Books, filters: Annotated[RunFilters, Query()]) -> Response:
    """List the syncs of your wallets, or of one of them, the newest first: how far each is, its cost and its error."""
    person_id, named = visitor.person.person_id, filters.wallet_id
    wallet_id = require_track(pipeline, person_id, named).wallet_id if named is not None else None

    def read(cursor: str | None, limit: int) -> tuple[list[Run], str | None]:
        rows = pipeline.registry.list_person_syncs(
            person_id, limit + 1, wallet_id=wallet_id, outcome=filters.outcome, before=_read_number(cursor)
        )
        shown, following = cut(rows, limit, lambda one: make_cursor("runs", one.sync_id))
        return [_make(pipeline, one) for one in shown], following

    return answer_list(request, pipeline.settings.exports, Runs, read, filters)


def _read_number(cursor: str | None) -> int | None:
    return None if cursor is None else int(str(*read_cursor(cursor, "runs", int)))


def _read_progress(pipeline: Pipeline, one: SyncRecord) -> Progress | None:
    told = pipeline.registry.read_progress(one.run_id, one.wallet_id) if one.outcome == "running" else None
    if told is None:
        return None
    points = render_amount(told.millipoints, 3)
    return Progress(done=told.done, expected=told.expected, rows=told.rows, pages=told.pages, points=points)


def _make(pipeline: Pipeline, one: SyncRecord) -> Run:
    return Run(
        run=one.sync_id,
        wallet_id=one.wallet_id,
        kind=one.kind,
        outcome=one.outcome,
        error=one.error,
        rows_added=one.rows_added,
        pages=one.pages,
        points=render_amount(one.millipoints, 3),
        progress=_read_progress(pipeline, one),
        started_at=one.started_at,
        finished_at=one.finished_at,
        missing=one.missing,
        surplus=one.surplus,
        changed=one.changed,
    )
