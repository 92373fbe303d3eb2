"""``/api/wallets/{wallet_id}``: one wallet of whoever asks."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import Response

from cointracker_pipeline.domain.wallet import TrackedWallet
from cointracker_pipeline.storage.registry.requests import RequestKind
from cointracker_pipeline.web.access.visitor import Member, Viewer
from cointracker_pipeline.web.books import Books
from cointracker_pipeline.web.protocol.answers import answer_one
from cointracker_pipeline.web.protocol.once import Done, Once
from cointracker_pipeline.web.reading.own_wallets import check_said, require_listed, require_track
from cointracker_pipeline.web.shapes.problems import UNCHANGED, problems
from cointracker_pipeline.web.shapes.rendered import make_wallet
from cointracker_pipeline.web.shapes.values import WalletId
from cointracker_pipeline.web.shapes.wallets import SyncAsked, SyncOrder, Wallet, WalletChange

router = APIRouter(prefix="/api/wallets/{wallet_id}", tags=["wallets"])

Named = Annotated[WalletId, Path()]


@router.get("", response_model=Wallet, responses=UNCHANGED | problems(404))
def show_wallet(request: Request, visitor: Viewer, pipeline: Books, wallet_id: Named) -> Response:
    """Return one of your wallets."""
    found = require_listed(pipeline, visitor.person.person_id, wallet_id)
    return answer_one(request, make_wallet(pipeline.chains, found))


@router.patch("", response_model=Wallet, responses=problems(400, 404, 413))
def change_wallet(
    request: Request, visitor: Member, pipeline: Books, wallet_id: Named, given: WalletChange
) -> Response:
    """Change what you say of a wallet; nobody else sees it."""
    person_id = visitor.person.person_id
    before = require_track(pipeline, person_id, wallet_id)
    said = check_said(_apply(before, given))
    pipeline.registry.update_track(person_id, said)
    return answer_one(request, make_wallet(pipeline.chains, require_listed(pipeline, person_id, said.wallet_id)))


@router.delete("", status_code=204, responses=problems(404))
def delete_wallet(visitor: Member, pipeline: Books, wallet_id: Named) -> None:
    """Track a wallet no more; its data goes too, unless another person tracks it."""
    person_id = visitor.person.person_id
    found = require_track(pipeline, person_id, wallet_id)
    asked_by = f"api, person {person_id}"
    pipeline.registry.untrack_wallets(person_id, [found.wallet_id], pipeline.clock(), asked_by)


@router.post("/sync", response_model=SyncAsked, status_code=202, responses=problems(400, 404, 409, 413))
def sync_wallet(pipeline: Books, once: Once, wallet_id: Named, given: SyncOrder = SyncOrder()) -> Response:  # noqa: B008
    """Ask for a sync of a wallet, without waiting for it: of what is new, or of its whole history."""
    found = require_track(pipeline, once.person_id, wallet_id)

    def do() -> Done:
        kind: RequestKind = "resync" if given.full else "refresh"
        asked_by = f"api, person {once.person_id}"
        request_id = pipeline.registry.ask(kind, [found.wallet_id], asked_by, pipeline.clock())
        path = f"/api/runs?wallet_id={found.wallet_id}"
        return 202, SyncAsked(request_id=request_id, wallet_id=found.wallet_id, full=given.full, path=path)

    return once.answer(given.model_dump_json().encode(), do)


def _apply(before: TrackedWallet, given: WalletChange) -> TrackedWallet:
    """Return what is said from now on: what was not told stays."""
    told = given.model_fields_set
    return replace(
        before,
        label=given.label if "label" in told else before.label,
        tags=tuple(given.tags) if "tags" in told else before.tags,
        owner=given.owner if "owner" in told else before.owner,
        note=given.note if "note" in told else before.note,
    )
