"""One wallet: balance, proof, chart, transactions, syncs, what a person says of it."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from cointracker_pipeline.domain.wallet import TrackedWallet
from cointracker_pipeline.errors import InputError
from cointracker_pipeline.exports import load_forms
from cointracker_pipeline.inbox.cells import parse_label, parse_note, parse_owner, parse_tags
from cointracker_pipeline.web.access.visitor import Member, Viewer
from cointracker_pipeline.web.books import Books, Shelf
from cointracker_pipeline.web.reading.activity import find_next_night
from cointracker_pipeline.web.reading.adding import Typed
from cointracker_pipeline.web.reading.own_wallets import require_track
from cointracker_pipeline.web.reading.pulse import read_pulse
from cointracker_pipeline.web.reading.row_filter import RowFilter
from cointracker_pipeline.web.reading.row_page import read_row_page
from cointracker_pipeline.web.reading.row_trail import Trail
from cointracker_pipeline.web.reading.standing import read_standing
from cointracker_pipeline.web.rendering import render

router = APIRouter(include_in_schema=False)

_SHOWN_SYNCS = 10
_NOT_SAVED = "This may hold a private key or a seed phrase, which must not be kept anywhere; it was not saved."


@router.get("/wallets/{wallet_id}")
def show_wallet(
    request: Request,
    visitor: Viewer,
    pipeline: Books,
    shelf: Shelf,
    wallet_id: str,
    direction: Literal["", "in", "out"] = "",
    first_day: Annotated[str, Query(alias="from", max_length=20)] = "",
    last_day: Annotated[str, Query(alias="to", max_length=20)] = "",
    least: Annotated[str, Query(max_length=60)] = "",
    after: Annotated[str, Query(max_length=1000)] = "",
    back: Annotated[str, Query(max_length=6000)] = "",
    told: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """Show a wallet; of transactions, those sought."""
    tracked = require_track(pipeline, visitor.person.person_id, wallet_id)
    chain, registry, now = pipeline.chains[tracked.wallet.chain], pipeline.registry, pipeline.clock()
    syncs = registry.list_syncs(tracked.wallet_id, _SHOWN_SYNCS)
    row_filter = RowFilter(direction, first_day.strip(), last_day.strip(), least.strip())
    with shelf.connection() as connection:
        standing = read_standing(connection, tracked.wallet, chain, now.date())
        rows = read_row_page(connection, tracked.wallet_id, chain.decimals, row_filter, after)
    return render(
        request,
        "wallets/page.html",
        tracked=tracked,
        chain=chain,
        standing=standing,
        summary=registry.find_summaries([tracked.wallet_id]).get(tracked.wallet_id),
        rows=rows,
        trail=Trail(after, back),
        row_filter=row_filter,
        pulse=read_pulse(registry, tracked.wallet_id, now, syncs),
        syncs=syncs,
        now=now,
        next_night=find_next_night(pipeline, now),
        forms=load_forms().values(),
        told=told,
    )


@router.post("/wallets/{wallet_id}/edit")
def edit(
    request: Request,
    visitor: Member,
    pipeline: Books,
    wallet_id: str,
    label: Annotated[str, Form(max_length=2_000)] = "",
    tags: Annotated[str, Form(max_length=2_000)] = "",
    owner: Annotated[str, Form(max_length=2_000)] = "",
    note: Annotated[str, Form(max_length=5_000)] = "",
) -> Response:
    """Take over what the person says of the wallet now, what is empty too; for them alone."""
    tracked = require_track(pipeline, visitor.person.person_id, wallet_id)
    typed = Typed(label=label, tags=tags, owner=owner, note=note)
    if typed.without_secrets() != typed:
        raise InputError(_NOT_SAVED)
    said = TrackedWallet(
        tracked.wallet,
        parse_label(label)[0],
        parse_tags(tags)[0],
        owner=parse_owner(owner)[0],
        note=parse_note(note)[0],
    )
    pipeline.registry.update_track(visitor.person.person_id, said)
    return RedirectResponse(f"/wallets/{tracked.wallet_id}?told=saved", 303)
