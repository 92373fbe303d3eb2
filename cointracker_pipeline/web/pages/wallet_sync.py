"""Reading now what is new of a wallet."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from cointracker_pipeline.web.access.visitor import Member
from cointracker_pipeline.web.books import Books
from cointracker_pipeline.web.reading.own_wallets import require_track
from cointracker_pipeline.web.reading.pulse import read_pulse

router = APIRouter(include_in_schema=False)


@router.post("/wallets/{wallet_id}/sync")
def sync(request: Request, visitor: Member, pipeline: Books, wallet_id: str) -> Response:
    """Ask for a sync; while one waits or goes on, a second is not asked for."""
    tracked = require_track(pipeline, visitor.person.person_id, wallet_id)
    if read_pulse(pipeline.registry, tracked.wallet_id, pipeline.clock()).is_busy:
        return RedirectResponse(f"/wallets/{tracked.wallet_id}?told=sync-busy", 303)
    pipeline.registry.ask("refresh", [tracked.wallet_id], visitor.person.name, pipeline.clock())
    return RedirectResponse(f"/wallets/{tracked.wallet_id}?told=sync", 303)
