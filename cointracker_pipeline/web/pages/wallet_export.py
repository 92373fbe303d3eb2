"""A wallet's transactions as a file to keep, or for a tax tool."""

from collections.abc import Iterator
from itertools import chain as chained
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.exports import load_forms
from cointracker_pipeline.pipeline import Pipeline
from cointracker_pipeline.web.access.visitor import Viewer
from cointracker_pipeline.web.books import Books
from cointracker_pipeline.web.reading.exporting import stream_form, stream_rows
from cointracker_pipeline.web.reading.theirs import find_theirs

router = APIRouter(include_in_schema=False)

_KINDS = {"csv": "text/csv; charset=utf-8", "parquet": "application/vnd.apache.parquet"}


@router.get("/wallets/{wallet_id}/export")
def export(
    request: Request,
    visitor: Viewer,
    pipeline: Books,
    wallet_id: str,
    form: Annotated[str, Query(max_length=50)] = "csv",
) -> Response:
    """Send a wallet's whole history: as it is stored, or in the form of a tax tool."""
    wallet = find_theirs(pipeline, visitor, wallet_id).wallet
    pieces = _open(pipeline, visitor.person.person_id, wallet, form)
    first = next(pieces, b"")  # what cannot be written is told now, while there is still an answer to give
    ending = form if form in _KINDS else f"{form}.csv"
    name = f"{wallet.wallet_id.replace(':', '-')[:80]}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(chained([first], pieces), media_type=_KINDS.get(form, _KINDS["csv"]), headers=headers)


def _open(pipeline: Pipeline, person_id: int, wallet: Wallet, form: str) -> Iterator[bytes]:
    if form in _KINDS:
        return stream_rows(pipeline, wallet, form)
    known = load_forms()
    if form not in known:
        raise HTTPException(404, f"There is no such form; there are: {', '.join(['csv', 'parquet', *known])}.")
    return stream_form(pipeline, person_id, wallet, known[form])
