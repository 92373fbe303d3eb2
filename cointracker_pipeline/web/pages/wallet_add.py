"""Adding a wallet by its address, or many by a spreadsheet."""

from typing import Annotated

from fastapi import APIRouter, Form, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.errors import HomeError, SpreadsheetError
from cointracker_pipeline.inbox.limits import MAX_FILE_BYTES
from cointracker_pipeline.pipeline import Pipeline
from cointracker_pipeline.pipeline.uploading import put_into_inbox
from cointracker_pipeline.web.access.visitor import Member
from cointracker_pipeline.web.books import Books
from cointracker_pipeline.web.reading.adding import Typed, judge_typed, list_candidates
from cointracker_pipeline.web.rendering import render

router = APIRouter(include_in_schema=False)

_LONGEST = 2_000


@router.get("/wallets/add")
def show_form(request: Request, visitor: Member, pipeline: Books) -> Response:
    """Show the form, and beside it the one for a spreadsheet."""
    return _show(request, pipeline, Typed())


@router.post("/wallets/add")
def add(
    request: Request,
    visitor: Member,
    pipeline: Books,
    chain: Annotated[str, Form(max_length=_LONGEST)] = "",
    address: Annotated[str, Form(max_length=_LONGEST)] = "",
    label: Annotated[str, Form(max_length=_LONGEST)] = "",
    tags: Annotated[str, Form(max_length=_LONGEST)] = "",
    file: UploadFile | None = None,
) -> Response:
    """Add the wallet, ask for its first sync, and go where that is seen; or put the spreadsheet into the inbox."""
    if file is not None:
        return _upload(request, pipeline, visitor, file)
    typed = Typed(chain, address, label, tags)
    decision = judge_typed(pipeline, visitor.person.person_id, typed)
    if decision.wallet is None:
        candidates = list_candidates(pipeline, typed)
        problem = "" if candidates else decision.reason
        return _show(request, pipeline, typed.without_secrets(), problem=problem, candidates=candidates, status=422)
    if decision.changes_something:
        pipeline.add_wallets([decision.wallet], visitor.person.name, visitor.person.person_id)
    return RedirectResponse(f"/wallets/{decision.wallet_id}?told={decision.outcome.replace(' ', '-')}", 303)


def _upload(request: Request, pipeline: Pipeline, visitor: Member, file: UploadFile) -> Response:
    try:
        name = put_into_inbox(pipeline, visitor.person.person_id, file.filename or "", file.file)
    except (SpreadsheetError, HomeError) as error:
        status = 422 if isinstance(error, SpreadsheetError) else 503
        return _show(request, pipeline, Typed(), file_problem=str(error), status=status)
    return RedirectResponse(f"/uploads/{name}", 303)


def _show(
    request: Request,
    pipeline: Pipeline,
    typed: Typed,
    *,
    problem: str = "",
    file_problem: str = "",
    candidates: list[Blockchain] | None = None,
    status: int = 200,
) -> Response:
    return render(
        request,
        "wallets/add.html",
        status=status,
        typed=typed,
        problem=problem,
        file_problem=file_problem,
        candidates=candidates or [],
        chains=sorted(pipeline.chains.values(), key=lambda one: one.coin),
        most_megabytes=MAX_FILE_BYTES // 1_000_000,
    )
