"""A wallet's transactions as a file to keep, or for a tax tool."""

from itertools import chain as chained
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from cointracker_pipeline.exports import load_forms
from cointracker_pipeline.storage.warehouse import Sought
from cointracker_pipeline.web.access.visitor import Viewer
from cointracker_pipeline.web.books import Books
from cointracker_pipeline.web.protocol.formats import FileFormat
from cointracker_pipeline.web.protocol.spooled import answer_file
from cointracker_pipeline.web.reading.files import export_transactions
from cointracker_pipeline.web.reading.own_wallets import require_track
from cointracker_pipeline.web.reading.tax_file import stream_form

router = APIRouter(include_in_schema=False)

_FILES: dict[str, FileFormat] = {"csv": "csv", "parquet": "parquet"}


@router.get("/wallets/{wallet_id}/export")
def export(
    request: Request,
    visitor: Viewer,
    pipeline: Books,
    wallet_id: str,
    form: Annotated[str, Query(max_length=50)] = "csv",
) -> Response:
    """Send a wallet's whole history: as it is stored, or in the form of a tax tool."""
    wallet = require_track(pipeline, visitor.person.person_id, wallet_id).wallet
    name = wallet.wallet_id.replace(":", "-")[:80]
    if file_format := _FILES.get(form):

        def write(path: Path) -> None:
            export_transactions(pipeline, [wallet.wallet_id], form, path, Sought())

        return answer_file(request, pipeline.settings.exports, name, file_format, write)
    known = load_forms()
    if form not in known:
        raise HTTPException(404, f"There is no such form; there are: {', '.join(['csv', 'parquet', *known])}.")
    pieces = stream_form(pipeline, visitor.person.person_id, wallet, known[form])
    first = next(pieces, b"")  # what cannot be written is told now, while there is still an answer to give
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}.csv"'}
    return StreamingResponse(chained([first], pieces), media_type="text/csv", headers=headers)
