"""Reading a wallet's whole history again."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from cointracker_pipeline.web.access.visitor import Member
from cointracker_pipeline.web.books import Books
from cointracker_pipeline.web.reading.own_wallets import require_track
from cointracker_pipeline.web.reading.pulse import read_pulse

router = APIRouter(include_in_schema=False)


@router.post("/wallets/{wallet_id}/resync")
def resync(request: Request, visitor: Member, pipeline: Books, wallet_id: str) -> Response:
    """Ask for a full re-sync; while one waits or goes on, a second is not asked for."""
    tracked = require_track(pipeline, visitor.person.person_id, wallet_id)
    pulse = read_pulse(pipeline.registry, tracked.wallet_id, pipeline.clock())
    if pulse.full and pulse.is_busy:
        return RedirectResponse(f"/wallets/{tracked.wallet_id}?told=resync-busy", 303)
    pipeline.registry.ask("resync", [tracked.wallet_id], visitor.person.name, pipeline.clock())
    return RedirectResponse(f"/wallets/{tracked.wallet_id}?told=resync", 303)
