"""``/api/wallets``: the wallets of whoever asks."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from cointracker_pipeline.domain.wallet import TrackedWallet
from cointracker_pipeline.errors import InputError
from cointracker_pipeline.pipeline import Pipeline
from cointracker_pipeline.web.access.visitor import Viewer
from cointracker_pipeline.web.books import Books
from cointracker_pipeline.web.protocol.cursors import NOT_A_CURSOR, make_cursor, read_cursor
from cointracker_pipeline.web.protocol.lists import answer_list
from cointracker_pipeline.web.protocol.once import Done, Once
from cointracker_pipeline.web.reading.own_wallets import check_said
from cointracker_pipeline.web.shapes.problems import FILES, UNCHANGED, answers, problems
from cointracker_pipeline.web.shapes.rendered import make_wallet, wallet_path
from cointracker_pipeline.web.shapes.wallets import (
    AddedWallet,
    AddedWallets,
    NewWallet,
    NewWallets,
    Wallet,
    WalletFilters,
    Wallets,
)

router = APIRouter(prefix="/api/wallets", tags=["wallets"])

_MOST_ERRORS = 10


@router.get("", response_model=Wallets, responses=FILES | UNCHANGED | problems())
def list_wallets(
    request: Request, visitor: Viewer, pipeline: Books, filters: Annotated[WalletFilters, Query()]
) -> Response:
    """List your wallets, with what you say of them and their figures."""

    def read(cursor: str | None, limit: int) -> tuple[list[Wallet], str | None]:
        return _read(pipeline, visitor.person.person_id, filters, cursor, limit)

    return answer_list(request, pipeline.settings.exports, Wallets, read, filters)


@router.post("", response_model=AddedWallets, responses=answers(201, AddedWallets) | problems(400, 409, 413))
def add_wallets(pipeline: Books, once: Once, given: NewWallets) -> Response:
    """Track wallets; `201` when one of them is new to you. The first sync starts by itself."""
    tracked = _parse(pipeline, given.wallets)

    def do() -> Done:
        asked_by = f"api, person {once.person_id}"
        added = pipeline.registry.add_wallets(tracked, pipeline.clock(), asked_by, once.person_id)
        items = [
            AddedWallet(wallet_id=one.wallet_id, added=is_new, path=wallet_path(one.wallet_id))
            for one, is_new in zip(tracked, added, strict=True)
        ]
        return 201 if any(added) else 200, AddedWallets(items=items)

    return once.answer(given.model_dump_json().encode(), do)


def _read(
    pipeline: Pipeline, person_id: int, filters: WalletFilters, cursor: str | None, limit: int
) -> tuple[list[Wallet], str | None]:
    filters, after = _go_on(filters, cursor)
    page = pipeline.registry.list_wallet_page(
        person_id,
        chain=filters.chain,
        tag=filters.tag,
        state=filters.state,
        text=filters.q,
        sort=filters.sort,
        descending=filters.order == "desc",
        after=after,
        limit=limit,
    )
    following = make_cursor("wallets", filters.sort, filters.order, page.next) if page.next else None
    return [make_wallet(pipeline.chains, one) for one in page.rows], following


def _go_on(filters: WalletFilters, cursor: str | None) -> tuple[WalletFilters, str | None]:
    """Return the filters with the order of the page that the cursor is from, and where this one begins."""
    if cursor is None:
        return filters, None
    sort, order, after = read_cursor(cursor, "wallets", str, str, str)
    try:
        same = WalletFilters.model_validate(filters.model_dump() | {"sort": sort, "order": order})
    except ValidationError:
        raise InputError(NOT_A_CURSOR) from None
    return same, str(after)


def _parse(pipeline: Pipeline, wallets: Sequence[NewWallet]) -> list[TrackedWallet]:
    """Return what to track. Raises: InputError that names each wallet that cannot be used."""
    parsed, errors = [], []
    for place, one in enumerate(wallets):
        try:
            wallet = pipeline.parse_wallet(one.wallet_id)
            said = TrackedWallet(wallet, one.label, tuple(one.tags), owner=one.owner, note=one.note)
            parsed.append(check_said(said))
        except InputError as error:
            errors.append(f"wallets.{place}: {error}")
    if errors:
        raise InputError(" ".join(errors[:_MOST_ERRORS]))
    return parsed
