"""A wallet's progress while people watch: pieces of its page, and word when a sync ended."""

from collections.abc import Callable

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from cointracker_pipeline.pipeline import Pipeline
from cointracker_pipeline.web.access.visitor import Viewer, Visitor
from cointracker_pipeline.web.books import Books
from cointracker_pipeline.web.live import Watching, follow_while_allowed, is_signed_in, stream, tell_event, tell_piece
from cointracker_pipeline.web.reading.activity import find_next_night
from cointracker_pipeline.web.reading.own_wallets import require_track
from cointracker_pipeline.web.reading.pulse import Pulse, read_pulse
from cointracker_pipeline.web.rendering import render_part

router = APIRouter(include_in_schema=False)


@router.get("/wallets/{wallet_id}/events")
def watch_wallet(request: Request, visitor: Viewer, pipeline: Books, live: Watching, wallet_id: str) -> Response:
    """Stream what goes on; ``synced`` is sent when a sync ended, ``end`` when the visitor may see no more."""
    tracked = require_track(pipeline, visitor.person.person_id, wallet_id)
    return stream(
        follow_while_allowed(
            live,
            ("wallet", tracked.wallet_id),
            lambda: read_pulse(pipeline.registry, tracked.wallet_id, pipeline.clock()),
            lambda: _may_stay(pipeline, visitor, tracked.wallet_id),
            _show_pulses(pipeline, tracked.wallet_id),
        )
    )


def _may_stay(pipeline: Pipeline, visitor: Visitor, wallet_id: str) -> bool:
    theirs = pipeline.registry.is_tracked_by(visitor.person.person_id, wallet_id)
    return theirs and is_signed_in(pipeline, visitor)


def _show_pulses(pipeline: Pipeline, wallet_id: str) -> Callable[[Pulse], str]:
    """Return what renders each state; it knows which sync ended last, so that each end is told once."""
    ended: list[int | None] = []

    def show(pulse: Pulse) -> str:
        last = pulse.last.sync_id if pulse.last and pulse.last.finished_at else None
        news = bool(ended) and last is not None and last != ended[-1]
        ended.append(last if last is not None else (ended[-1] if ended else None))
        now = pipeline.clock()
        piece = render_part("wallets/pulse.html", pulse=pulse, now=now, next_night=find_next_night(pipeline, now))
        return tell_piece(piece) + (tell_event("synced", wallet_id) if news else "")

    return show
