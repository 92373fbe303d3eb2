"""The addresses behind an extended public key, some at a time."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from cointracker_pipeline.storage.warehouse import read_members
from cointracker_pipeline.web.access.visitor import Viewer
from cointracker_pipeline.web.books import Books, Shelf
from cointracker_pipeline.web.reading.own_wallets import require_track
from cointracker_pipeline.web.rendering import render

router = APIRouter(include_in_schema=False)

PAGE_ADDRESSES = 100


@router.get("/wallets/{wallet_id}/addresses")
def list_addresses(
    request: Request,
    visitor: Viewer,
    pipeline: Books,
    shelf: Shelf,
    wallet_id: str,
    start: Annotated[int, Query(ge=0, le=10**9)] = 0,
) -> Response:
    """Show addresses by branch and index, unused ones that are watched included; they never change their places."""
    tracked = require_track(pipeline, visitor.person.person_id, wallet_id)
    if not tracked.wallet.is_key:
        raise HTTPException(404, "This wallet is one address, not an extended public key: nothing is behind it.")
    with shelf.connection() as connection:
        members = read_members(connection, [tracked.wallet_id])[tracked.wallet_id]
    return render(
        request,
        "wallets/addresses.html",
        tracked=tracked,
        chain=pipeline.chains[tracked.wallet.chain],
        members=members[start : start + PAGE_ADDRESSES],
        start=start,
        step=PAGE_ADDRESSES,
        total=len(members),
    )
