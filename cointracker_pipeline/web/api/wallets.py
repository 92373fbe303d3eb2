"""``/api/wallets``: the wallets of whoever asks."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from cointracker_pipeline.domain.wallet import TrackedWallet
from cointracker_pipeline.errors import InputError
from cointracker_pipeline.pipeline import Pipeline
from cointracker_pipeline.storage.registry.wallet_pages import ListedWallet, WalletPage
from cointracker_pipeline.web.access.visitor import Viewer
from cointracker_pipeline.web.books import Books
from cointracker_pipeline.web.protocol.answers import answer_page, path_of_next
from cointracker_pipeline.web.protocol.cursors import NOT_A_CURSOR, make_cursor, read_cursor
from cointracker_pipeline.web.protocol.formats import FileFormat, find_file_format
from cointracker_pipeline.web.protocol.once import Done, Once
from cointracker_pipeline.web.protocol.spooled import answer_file
from cointracker_pipeline.web.reading.own_wallets import check_said
from cointracker_pipeline.web.reading.wallet_files import write_wallets_csv, write_wallets_parquet
from cointracker_pipeline.web.shapes.problems import FILES, UNCHANGED, answers, problems
from cointracker_pipeline.web.shapes.rendered import make_wallet, wallet_path
from cointracker_pipeline.web.shapes.wallets import (
    AddedWallet,
    AddedWallets,
    NewWallet,
    NewWallets,
    WalletFilters,
    Wallets,
)

router = APIRouter(prefix="/api/wallets", tags=["wallets"])

_FILE_PAGE = 500
_WRITERS = {"csv": write_wallets_csv, "parquet": write_wallets_parquet}
_MOST_ERRORS = 10


@router.get("", response_model=Wallets, responses=FILES | UNCHANGED | problems(406))
def list_wallets(
    request: Request, visitor: Viewer, pipeline: Books, filters: Annotated[WalletFilters, Query()]
) -> Response:
    """List your wallets, with what you say of them and their figures."""
    person_id = visitor.person.person_id
    if form := find_file_format(request):
        return _answer_file(request, pipeline, person_id, filters, form)
    filters, after = _go_on(filters)
    page = _read(pipeline, person_id, filters, after, filters.limit)
    items = [make_wallet(pipeline.chains, one) for one in page.rows]
    cursor = make_cursor("wallets", filters.sort, filters.order, page.next) if page.next else None
    return answer_page(request, Wallets(items=items, next=path_of_next(request, cursor)))


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


def _go_on(filters: WalletFilters) -> tuple[WalletFilters, str | None]:
    """Return the filters with the order of the page that the cursor is from, and where this one begins."""
    if filters.cursor is None:
        return filters, None
    sort, order, after = read_cursor(filters.cursor, "wallets", str, str, str)
    try:
        same = WalletFilters.model_validate(filters.model_dump() | {"sort": sort, "order": order})
    except ValidationError:
        raise InputError(NOT_A_CURSOR) from None
    return same, str(after)


def _read(pipeline: Pipeline, person_id: int, filters: WalletFilters, after: str | None, limit: int) -> WalletPage:
    return pipeline.registry.list_wallet_page(
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


def _answer_file(
    request: Request, pipeline: Pipeline, person_id: int, filters: WalletFilters, form: FileFormat
) -> Response:
    def read() -> Iterator[Sequence[ListedWallet]]:
        page = _read(pipeline, person_id, filters, None, _FILE_PAGE)
        yield page.rows
        while page.next:
            page = _read(pipeline, person_id, filters, page.next, _FILE_PAGE)
            yield page.rows

    def write(path: Path) -> None:
        _WRITERS[form](path, (rows for rows in read() if rows))

    return answer_file(request, pipeline.settings.exports, "wallets", form, write)


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
