"""Removing a wallet: asked once, and then gone."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from cointracker_pipeline.web.access.visitor import Member
from cointracker_pipeline.web.books import Books
from cointracker_pipeline.web.reading.own_wallets import require_track
from cointracker_pipeline.web.rendering import render

router = APIRouter(include_in_schema=False)


@router.get("/wallets/{wallet_id}/delete")
def ask(request: Request, visitor: Member, pipeline: Books, wallet_id: str) -> Response:
    """Ask whether it is meant."""
    tracked = require_track(pipeline, visitor.person.person_id, wallet_id)
    return render(request, "wallets/delete.html", tracked=tracked, chain=pipeline.chains[tracked.wallet.chain])


@router.post("/wallets/{wallet_id}/delete")
def delete(request: Request, visitor: Member, pipeline: Books, wallet_id: str) -> Response:
    """Remove the person's view of it; when nobody else tracks it, its data and its partition go too, within seconds."""
    tracked = require_track(pipeline, visitor.person.person_id, wallet_id)
    person = visitor.person
    pipeline.registry.untrack_wallets(person.person_id, [tracked.wallet_id], pipeline.clock(), person.name)
    return RedirectResponse("/wallets?told=deleted", 303)
